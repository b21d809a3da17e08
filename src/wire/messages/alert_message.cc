// SPDX-License-Identifier: Apache-2.0
#include "wire/messages/alert_message.h"

#include "wire/codec/reader.h"
#include "wire/codes/enums.h"

namespace reprise::wire {

Result<AlertMessage> read_alert(Bytes fragment) {
  Reader reader(fragment);
  AlertMessage message;
  message.level = AlertLevel{TRY(reader.u8())};
  message.description = Alert{TRY(reader.u8())};
  TRY(reader.finish());
  return message;
}

void write_alert(Writer& out, const AlertMessage& message) {
  out.u8(code_of(message.level));
  out.u8(code_of(message.description));
}

}  // namespace reprise::wire
