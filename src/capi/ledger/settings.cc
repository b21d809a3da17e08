// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/settings.h"

namespace reprise::capi::ledger {

std::optional<Settings> settings_from(const operate::Settings& said) {
  using operate::Setting;
  if (!said.is_on(Setting::ledger)) return std::nullopt;
  return Settings{.format = said.text(Setting::ledger_format) == "json" ? Format::json : Format::text,
                  .file = said.text(Setting::ledger_file),
                  .signal = operate::signal_number(said.text(Setting::ledger_signal))};
}

}  // namespace reprise::capi::ledger
