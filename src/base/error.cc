// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

namespace reprise::v0 {
namespace {

class Category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "reprise"; }
  // Codes count from 1: 0 is success everywhere.
  std::string message(int reason) const override { return std::string(name_of(Reason(reason - 1))); }
};

}  // namespace

std::string_view name_of(Reason reason) {
  switch (reason) {
#define REPRISE_REASON_NAME(name) \
  case Reason::name:              \
    return #name;
    REPRISE_REASONS(REPRISE_REASON_NAME)
#undef REPRISE_REASON_NAME
  }
  return "unknown";
}

std::string_view name_of(Alert alert) {
  switch (alert) {
    case Alert::close_notify: return "close_notify";
    case Alert::unexpected_message: return "unexpected_message";
    case Alert::bad_record_mac: return "bad_record_mac";
    case Alert::record_overflow: return "record_overflow";
    case Alert::handshake_failure: return "handshake_failure";
    case Alert::no_certificate: return "no_certificate";
    case Alert::bad_certificate: return "bad_certificate";
    case Alert::unsupported_certificate: return "unsupported_certificate";
    case Alert::certificate_revoked: return "certificate_revoked";
    case Alert::certificate_expired: return "certificate_expired";
    case Alert::certificate_unknown: return "certificate_unknown";
    case Alert::illegal_parameter: return "illegal_parameter";
    case Alert::unknown_ca: return "unknown_ca";
    case Alert::access_denied: return "access_denied";
    case Alert::decode_error: return "decode_error";
    case Alert::decrypt_error: return "decrypt_error";
    case Alert::protocol_version: return "protocol_version";
    case Alert::insufficient_security: return "insufficient_security";
    case Alert::internal_error: return "internal_error";
    case Alert::inappropriate_fallback: return "inappropriate_fallback";
    case Alert::user_canceled: return "user_canceled";
    case Alert::no_renegotiation: return "no_renegotiation";
    case Alert::missing_extension: return "missing_extension";
    case Alert::unsupported_extension: return "unsupported_extension";
    case Alert::certificate_unobtainable: return "certificate_unobtainable";
    case Alert::unrecognized_name: return "unrecognized_name";
    case Alert::bad_certificate_status_response: return "bad_certificate_status_response";
    case Alert::bad_certificate_hash_value: return "bad_certificate_hash_value";
    case Alert::unknown_psk_identity: return "unknown_psk_identity";
    case Alert::certificate_required: return "certificate_required";
    case Alert::no_application_protocol: return "no_application_protocol";
  }
  return "unknown";
}

const std::error_category& error_category() noexcept {
  static const Category category;
  return category;
}

std::error_code make_error_code(Reason reason) noexcept { return {int(reason) + 1, error_category()}; }
std::error_code make_error_code(const Error& error) noexcept { return make_error_code(error.reason); }

std::string describe(const Error& error) {
  std::string text(name_of(error.reason));
  if (error.input != nullptr) text.append(": ").append(error.input);
  if (error.alert) text.append(" (alert ").append(name_of(*error.alert)).append(")");
  return text;
}

}  // namespace reprise::v0
