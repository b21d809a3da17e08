// SPDX-License-Identifier: Apache-2.0
#include "handshake/hello/hello_retry.h"

#include <algorithm>

#include "handshake/host/security.h"
#include "handshake/negotiation/extension_rules.h"
#include "handshake/negotiation/group_choice.h"
#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/version.h"
#include "wire/extensions/cookie.h"
#include "wire/extensions/key_share.h"

namespace reprise::handshake {
namespace {

using wire::ExtensionType;

Result<> check_request(Context& context, const wire::ServerHello& request, Offer& offer) {
  if (!std::ranges::equal(request.legacy_session_id_echo, offer.session_id.bytes())) {
    return fail(Alert::illegal_parameter, Reason::invalid_session_id);
  }
  const auto* suite = wire::find_cipher_suite(request.cipher_suite);
  if (suite == nullptr || !offers_suite(context.host, *suite, kTls13)) {
    return fail(Alert::illegal_parameter, Reason::wrong_cipher_returned);
  }
  offer.retry_suite = suite;
  const ExtensionRules rules{wire::ExtensionContext::hello_retry_request, ExtensionPlace::hello_retry_request};
  // A cookie is the one extension that a server may send unasked.
  return check_extensions(context.host, request.extensions, rules, [&](std::uint16_t type) {
    return type == code_of(ExtensionType::cookie) || offer.sent(ExtensionType{type});
  });
}

// RFC 8446, 4.2.8: the group MUST be one that we offered and that we sent no share for.
Result<> change_group(Context& context, std::uint16_t group, Offer& offer) {
  if (!offers_group(context.host, SecurityUse::supported, group, kTls13) ||
      group == std::uint16_t(offer.key_share.group())) {
    return fail(Alert::illegal_parameter, Reason::bad_key_share);
  }
  offer.retry_group = crypto::NamedGroup{group};
  offer.key_share = TRY(crypto::KeyShare::generate(context.algorithms(), offer.retry_group));
  return success();
}

}  // namespace

Result<> take_hello_retry_request(Context& context, const Message& message, const wire::ServerHello& request,
                                  Offer& offer) {
  if (offer.retry_suite != nullptr) return fail(Alert::unexpected_message, Reason::unexpected_message);
  // Nothing may follow that does not know of our second hello (RFC 9846, 5.1: of a ServerHello whose like this is).
  TRY(must_end_record(message));
  TRY(check_request(context, request, offer));
  const auto share = request.extensions.find(ExtensionType::key_share);
  const auto cookie = request.extensions.find(ExtensionType::cookie);
  // RFC 8446, 4.1.4: a request that would change nothing MUST be answered with illegal_parameter.
  if (!share && !cookie) return fail(Alert::illegal_parameter, Reason::no_change_following_hrr);
  if (share) TRY(change_group(context, TRY(wire::read_selected_group(*share)), offer));
  if (cookie) offer.cookie = copy_of(TRY(wire::read_cookie(*cookie)));
  TRY(take_custom_extensions(context.host, request.extensions, ExtensionPlace::hello_retry_request));
  context.facts.hello_retry = true;
  TRY(context.transcript.choose_hash(context.algorithms(), hash_of(*offer.retry_suite), KeepMessages::no));
  TRY(context.transcript.replace_by_message_hash(context.algorithms()));
  context.transcript.add(message.raw);
  if (!offer.early_data) return success();
  // RFC 8446, 4.1.2: early_data is not in the second ClientHello, which goes out in the clear.
  offer.early_data = false;
  context.facts.early_data = EarlyData::rejected;
  return context.out.use_write_keys(Epoch::plain, record::Keys{});
}

}  // namespace reprise::handshake
