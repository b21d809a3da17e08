// SPDX-License-Identifier: Apache-2.0
// A session as text: SSL_SESSION_print and SSL_SESSION_print_keylog, as `openssl sess_id -text` shows it.
#include <openssl/bio.h>
#include <openssl/x509_vfy.h>

#include <cinttypes>
#include <cstdio>
#include <string>

#include "base/secret_bytes.h"
#include "capi/ledger/ledger.h"
#include "capi/library/guard.h"
#include "capi/library/own.h"
#include "capi/objects/context_sessions.h"

using namespace reprise;
using namespace reprise::capi;
using session::SessionData;

namespace {

struct VersionName {
  int version;
  const char* name;
};
constexpr VersionName kVersionNames[] = {
    {TLS1_3_VERSION, "TLSv1.3"}, {TLS1_2_VERSION, "TLSv1.2"},   {TLS1_1_VERSION, "TLSv1.1"},
    {TLS1_VERSION, "TLSv1"},     {SSL3_VERSION, "SSLv3"},       {DTLS1_BAD_VER, "DTLSv0.9"},
    {DTLS1_VERSION, "DTLSv1"},   {DTLS1_2_VERSION, "DTLSv1.2"},
};

const char* version_name(int version) {
  for (const auto& row : kVersionNames) {
    if (row.version == version) return row.name;
  }
  return "unknown";
}

// Text to be written in one go, and wiped afterwards: it holds the secret.
class Text {
 public:
  ~Text() { wipe({reinterpret_cast<std::uint8_t*>(text_.data()), text_.size()}); }
  Text() { text_.reserve(4096); }  // so that no copy is left behind in a buffer that was outgrown

  Text& operator<<(std::string_view text) {
    text_ += text;
    return *this;
  }
  Text& operator<<(std::int64_t number) { return *this << std::string_view(std::to_string(number)); }
  Text& hex(Bytes bytes) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    for (const auto byte : bytes) {
      text_ += kDigits[byte >> 4];
      text_ += kDigits[byte & 15];
    }
    return *this;
  }
  bool write(BIO* out) {
    const bool written = BIO_write(out, text_.data(), int(text_.size())) == int(text_.size());
    wipe({reinterpret_cast<std::uint8_t*>(text_.data()), text_.size()});
    text_.clear();
    return written;
  }

 private:
  std::string text_;
};

std::string_view or_none(std::string_view text) { return text.data() != nullptr ? text : "None"; }

void put_cipher(const SessionData& data, Text& text) {
  const auto* suite = wire::find_cipher_suite(data.cipher_suite());
  text << "    Cipher    : ";
  if (suite != nullptr) {
    text << SSL_CIPHER_get_name(to_c(suite)) << "\n";
  } else {
    const std::uint8_t code[] = {std::uint8_t(data.cipher_suite() >> 8), std::uint8_t(data.cipher_suite())};
    text.hex(code) << "\n";
  }
}

void put_identity(const SessionData& data, Text& text) {
  text << "SSL-Session:\n    Protocol  : " << version_name(data.version()) << "\n";
  put_cipher(data, text);
  text << "    Session-ID: ";
  text.hex(data.session_id()) << "\n    Session-ID-ctx: ";
  text.hex(data.session_id_context()) << (data.version() == TLS1_3_VERSION ? "\n    Resumption PSK: "
                                                                           : "\n    Master-Key: ");
  text.hex(data.secret()) << "\n    PSK identity: " << or_none(data.psk_identity());
  text << "\n    PSK identity hint: " << or_none(data.psk_identity_hint());
  text << "\n    SRP username: " << or_none(data.srp_username());
}

void put_times(const session::Session& session, Text& text) {
  if (session.time() != 0) text << "\n    Start Time: " << session.time();
  if (session.timeout_s() != 0) text << "\n    Timeout   : " << session.timeout_s() << " (sec)";
}

void put_outcome(const SessionData& data, Text& text) {
  text << "\n    Verify return code: " << std::int64_t(data.verify_result()) << " (";
  text << X509_verify_cert_error_string(data.verify_result()) << ")\n";
  text << "    Extended master secret: " << (data.extended_master_secret() ? "yes" : "no") << "\n";
  if (data.version() == TLS1_3_VERSION) text << "    Max Early Data: " << std::int64_t(data.max_early_data()) << "\n";
}

bool print(BIO* out, const session::Session& session) {
  const auto& data = session.data();
  Text text;
  put_identity(data, text);
  if (data.lifetime_hint() != 0) {
    text << "\n    TLS session ticket lifetime hint: " << std::int64_t(data.lifetime_hint()) << " (seconds)";
  }
  if (const Bytes ticket = data.ticket(); ticket.data() != nullptr) {
    text << "\n    TLS session ticket:\n";
    if (!text.write(out) || BIO_dump_indent(out, ticket.data(), int(ticket.size()), 4) <= 0) return false;
  }
  if (data.compression() != 0) text << "\n    Compression: " << std::int64_t(data.compression());
  put_times(session, text);
  put_outcome(data, text);
  return text.write(out);
}

// RSA names the key log line, whatever the key exchange was.
bool print_keylog(BIO* out, const SessionData& data) {
  Text text;
  text << "RSA Session-ID:";
  text.hex(data.session_id()) << " Master-Key:";
  text.hex(data.secret()) << "\n";
  return text.write(out);
}

}  // namespace

extern "C" {

int SSL_SESSION_print(BIO* out, const SSL_SESSION* session) {
  int result = 0;
  guard([&]() -> Result<> {
    result = session != nullptr && !ledger::refuses(session, "SSL_SESSION_print") && print(out, *from_c(session));
    return success();
  });
  return result;
}

int SSL_SESSION_print_fp(FILE* file, const SSL_SESSION* session) {
  const Own<BIO> out(BIO_new_fp(file, BIO_NOCLOSE));
  return out ? SSL_SESSION_print(out.get(), session) : 0;
}

int SSL_SESSION_print_keylog(BIO* out, const SSL_SESSION* session) {
  if (session == nullptr || ledger::refuses(session)) return 0;
  const auto& data = from_c(session)->data();
  if (data.session_id().empty() || data.secret().empty()) return 0;
  int result = 0;
  guard([&]() -> Result<> {
    result = print_keylog(out, data);
    return success();
  });
  return result;
}

}  // extern "C"
