// SPDX-License-Identifier: Apache-2.0
// A handshake's questions about custom extensions (SSL_CTX_add_custom_ext(3)).
#include <algorithm>
#include <utility>

#include "capi/host/callback_host.h"
#include "capi/host/given.h"
#include "capi/objects/ssl_object.h"

namespace reprise::capi {
namespace {

using handshake::ExtensionPlace;
using handshake::is_answer;
using handshake::is_offer;
using Types = std::vector<std::uint16_t>;

unsigned context_of(ExtensionPlace place) {
  switch (place) {
    case ExtensionPlace::client_hello:
      return SSL_EXT_CLIENT_HELLO;
    case ExtensionPlace::tls12_server_hello:
      return SSL_EXT_TLS1_2_SERVER_HELLO;
    case ExtensionPlace::tls13_server_hello:
      return SSL_EXT_TLS1_3_SERVER_HELLO;
    case ExtensionPlace::hello_retry_request:
      return SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST;
    case ExtensionPlace::encrypted_extensions:
      return SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;
    case ExtensionPlace::certificate:
      return SSL_EXT_TLS1_3_CERTIFICATE;
    case ExtensionPlace::certificate_request:
      return SSL_EXT_TLS1_3_CERTIFICATE_REQUEST;
    case ExtensionPlace::new_session_ticket:
      return SSL_EXT_TLS1_3_NEW_SESSION_TICKET;
  }
  return 0;
}

bool holds(const Types& types, unsigned type) { return std::ranges::find(types, std::uint16_t(type)) != types.end(); }

bool is_for(const CustomExtension& extension, const SSL* ssl) {
  if (extension.side == CustomExtension::Side::both) return true;
  return (extension.side == CustomExtension::Side::client) == (ssl->side == Side::client);
}

// Whether the versions that a context is limited to include what is negotiated, or may be yet.
bool fits_version(unsigned context, const SSL* ssl, const handshake::Config& config) {
  if ((context & SSL_EXT_DTLS_ONLY) != 0) return false;
  const auto version = facts_of(ssl).version;
  const bool maybe_tls12 = version != 0 ? version < TLS1_3_VERSION : config.min_version < TLS1_3_VERSION;
  const bool maybe_tls13 = version != 0 ? version >= TLS1_3_VERSION : config.max_version >= TLS1_3_VERSION;
  if ((context & SSL_EXT_TLS1_2_AND_BELOW_ONLY) != 0 && !maybe_tls12) return false;
  return (context & SSL_EXT_TLS1_3_ONLY) == 0 || maybe_tls13;
}

const CustomExtension* find(const SSL* ssl, ExtensionPlace place, unsigned type) {
  for (const auto& extension : ssl->settings->custom_extensions) {
    if (extension.type == type && (extension.context & context_of(place)) != 0 && is_for(extension, ssl))
      return &extension;
  }
  return nullptr;
}

// The body that the application adds, given back to it when this goes.
class AddedBody {
 public:
  AddedBody(SSL* ssl, const CustomExtension& extension, unsigned context)
      : ssl_(ssl), extension_(extension), context_(context) {}
  AddedBody(const AddedBody&) = delete;
  AddedBody& operator=(const AddedBody&) = delete;
  ~AddedBody() noexcept(false) {  // the callback may throw
    if (!added_) return;
    if (extension_.free != nullptr) extension_.free(ssl_, extension_.type, context_, bytes_, extension_.add_arg);
  }

  // True: there is one. False: the application wants none.
  Result<bool> ask(X509* certificate, std::size_t chain_index) {
    int alert = SSL_AD_INTERNAL_ERROR;
    const int answer = call(certificate, chain_index, alert);
    if (answer < 0) return fail(given_alert(alert), Reason::callback_failed);
    added_ = answer > 0;
    return added_;
  }
  Bytes bytes() const { return {bytes_, bytes_ != nullptr ? length_ : 0}; }

 private:
  int call(X509* certificate, std::size_t chain_index, int& alert) {
    if (extension_.add != nullptr) {
      return extension_.add(ssl_, extension_.type, context_, &bytes_, &length_, certificate, chain_index, &alert,
                            extension_.add_arg);
    }
    return context_ == SSL_EXT_CLIENT_HELLO ? 1 : 0;  // without a callback: empty in a ClientHello, absent elsewhere
  }

  SSL* ssl_;
  const CustomExtension& extension_;
  unsigned context_;
  const unsigned char* bytes_ = nullptr;
  std::size_t length_ = 0;
  bool added_ = false;
};

// One of the peer's.
struct Occurrence {
  unsigned context;
  Bytes body;
  std::size_t chain_index;
};

Result<> parse(SSL* ssl, const CustomExtension& extension, const Occurrence& found) {
  if (extension.parse == nullptr) return success();
  X509* const certificate = nullptr;  // of a chain that nobody has proved to be in
  int alert = SSL_AD_DECODE_ERROR;
  const int accepted = extension.parse(ssl, extension.type, found.context, found.body.data(), found.body.size(),
                                       certificate, found.chain_index, &alert, extension.parse_arg);
  return accepted > 0 ? success() : Result<>(fail(given_alert(alert), Reason::bad_extension));
}

}  // namespace

bool CallbackHost::has_custom_extensions() const { return !ssl_->settings->custom_extensions.empty(); }

Result<> CallbackHost::write_custom_extensions(ExtensionPlace place, std::size_t chain_index, wire::Writer& out) {
  const unsigned context = context_of(place);
  // The callbacks may change the settings: what they are asked about is a copy.
  const auto extensions = ssl_->settings->custom_extensions;
  for (const auto& extension : extensions) {
    if ((extension.context & context) == 0 || !is_for(extension, ssl_)) continue;
    if (!fits_version(extension.context, ssl_, config())) continue;
    if (is_answer(place) && !holds(custom_received_, extension.type)) continue;
    AddedBody body(ssl_, extension, context);
    X509* certificate = place == ExtensionPlace::certificate && chain_index == 0 ? SSL_get_certificate(ssl_) : nullptr;
    if (!TRY(body.ask(certificate, chain_index))) continue;
    wire::write_extension(out, wire::ExtensionType(extension.type), body.bytes());
    if (is_offer(place) && !holds(custom_sent_, extension.type)) custom_sent_.push_back(std::uint16_t(extension.type));
  }
  return success();
}

bool CallbackHost::knows_custom_extension(ExtensionPlace place, std::uint16_t type) {
  if (find(ssl_, place, type) == nullptr) return false;
  return !is_answer(place) || holds(custom_sent_, type);
}

// Compat: in the order in which the program has named them, whatever the peer's.
Result<> CallbackHost::read_custom_extensions(ExtensionPlace place, const wire::ExtensionList& extensions,
                                                std::size_t chain_index) {
  if (place == ExtensionPlace::client_hello) note_server_name(facts_of(ssl_).offer->server_name);
  // The callbacks may change the settings: what they are asked about is a copy.
  const auto own_extensions = ssl_->settings->custom_extensions;
  custom_passed_over_.clear();
  for (const auto& own : own_extensions) {
    if ((own.context & context_of(place)) == 0 || !is_for(own, ssl_)) continue;
    if (!fits_version(own.context, ssl_, config())) continue;
    const auto body = extensions.find(wire::ExtensionType(own.type));
    if (!body) continue;
    if ((own.context & SSL_EXT_IGNORE_ON_RESUMPTION) != 0 && facts_of(ssl_).resumed) {
      custom_passed_over_.push_back(own);
      continue;
    }
    TRY(take_custom_extension(own, place, *body, chain_index));
  }
  return success();
}

// They are the ones of then, whatever the callbacks have made of the settings: who was passed over is asked.
Result<> CallbackHost::read_passed_over_extensions(const wire::ExtensionList& extensions) {
  const auto passed_over = std::exchange(custom_passed_over_, {});
  for (const auto& own : passed_over) {
    const auto body = extensions.find(wire::ExtensionType(own.type));
    if (body) TRY(take_custom_extension(own, ExtensionPlace::client_hello, *body, 0));
  }
  return success();
}

Result<> CallbackHost::take_custom_extension(const CustomExtension& own, ExtensionPlace place, Bytes body,
                                             std::size_t chain_index) {
  if (is_offer(place) && !holds(custom_received_, own.type)) custom_received_.push_back(std::uint16_t(own.type));
  return parse(ssl_, own, {.context = context_of(place), .body = body, .chain_index = chain_index});
}

}  // namespace reprise::capi
