// SPDX-License-Identifier: Apache-2.0
#include "support/handshake/pair.h"

#include <algorithm>

#include "handshake/endpoint/client.h"
#include "handshake/endpoint/server.h"
#include "support/handshake/credentials.h"
#include "wire/extensions/extensions.h"
#include "wire/messages/handshake_header.h"

namespace reprise::handshake::testing {

void TestOutput::flush() {
  if (flight_.empty()) return;
  sent.push_back({Parcel::Kind::handshake, std::move(flight_), write_key});
  flight_.clear();
}

void TestOutput::send_change_cipher_spec() {
  flush();
  sent.push_back({Parcel::Kind::change_cipher_spec, {1}, {}});
}

void TestOutput::send_application_data() { sent.push_back({Parcel::Kind::application_data, {0}, write_key}); }

Result<> TestOutput::use_read_keys(Epoch epoch, const record::Keys& keys) {
  read_epoch = epoch;
  read_key = copy_of(keys.key.bytes());
  read_key.insert(read_key.end(), keys.iv.bytes().begin(), keys.iv.bytes().end());
  return success();
}

Result<> TestOutput::use_write_keys(Epoch epoch, const record::Keys& keys) {
  flush();
  write_epoch = epoch;
  write_key = copy_of(keys.key.bytes());
  write_key.insert(write_key.end(), keys.iv.bytes().begin(), keys.iv.bytes().end());
  return success();
}

Pair::Pair(Ref<session::Session> offered) {
  client.host.clock = server.host.clock = clock;
  server.host.settings->credentials.push_back(make_credential("EC"));
  client.machine = make_client(client.host, client.facts, std::move(offered));
  server.machine = make_server(server.host, server.facts);
}

Pair::Pair(Pair& before, Ref<session::Session> offered) : clock(before.clock) {
  client.host.clock = server.host.clock = clock;
  client.host.settings = before.client.host.settings.share();
  server.host.settings = before.server.host.settings.share();
  server.host.alpn_answer = before.server.host.alpn_answer;
  server.host.name_answer = before.server.host.name_answer;
  server.host.scope = before.server.host.scope;
  server.host.trusts_anchors = before.server.host.trusts_anchors;
  for (const auto& [ticket, session] : before.server.host.tickets) server.host.tickets[ticket] = session.share();
  for (const auto& [id, session] : before.server.host.cache) server.host.cache[id] = session.share();
  client.machine = make_client(client.host, client.facts, std::move(offered));
  server.machine = make_server(server.host, server.facts);
}

void Pair::take(Side& side, Result<Wants> result) {
  for (int tries = 0; result.ok() && result.value() == Wants::host && tries < 20; ++tries) {
    result = side.machine->ask_again(side.out);
  }
  if (!result.ok()) {
    side.error = result.error();
  } else {
    side.wants = result.value();
  }
  side.out.flush();
}

void Pair::start() {
  started_ = true;
  take(server, server.machine->start(server.out));
  take(client, client.machine->start(client.out));
}

void Pair::deliver(Side& from, Side& to) {
  Parcel parcel = std::move(from.out.sent.front());
  from.out.sent.pop_front();
  if (parcel.kind == Parcel::Kind::change_cipher_spec) return take(to, to.machine->receive_change_cipher_spec(to.out));
  if (parcel.key != to.out.read_key && to.out.skips_early_data) return;  // does not decrypt
  if (parcel.key != to.out.read_key) {
    to.error = fail(Alert::bad_record_mac, Reason::decryption_failed_or_bad_record_mac);
    return;
  }
  if (parcel.kind == Parcel::Kind::application_data) {
    ++to.application_data_received;
    return;
  }
  for (Bytes rest = parcel.bytes; !rest.empty() && !to.error;) {
    CHECK(parcel.key == to.out.read_key);  // keys change at the end of a record
    const auto header = wire::read_handshake_header(rest.first<wire::kHandshakeHeaderLen>());
    ByteVector message = copy_of(rest.first(wire::kHandshakeHeaderLen + header.length));
    rest = rest.subspan(message.size());
    if (from.tamper) from.tamper(header.type, message);
    const bool ends_record = rest.empty() && from.followed != header.type;
    if (!message.empty()) take(to, to.machine->receive(message, ends_record, to.out));
  }
}

void Pair::pump(Side& from, Side& to) {
  while (!from.out.sent.empty() && !to.error) deliver(from, to);
}

bool Pair::run() {
  if (!started_) start();
  for (int i = 0; i < 20 && !client.error && !server.error; ++i) {
    pump(client, server);
    pump(server, client);
  }
  return !client.error && !server.error && client.out.done && server.out.done;
}

std::optional<Alert> alert_of(const Side& side) {
  return side.error ? std::optional(side.error->alert) : std::nullopt;
}

namespace {

void fix_lengths(ByteVector& message, std::size_t at) {
  const std::size_t block = message.size() - at - 2;
  message[at] = std::uint8_t(block >> 8), message[at + 1] = std::uint8_t(block);
  const std::size_t body = message.size() - wire::kHandshakeHeaderLen;
  message[1] = std::uint8_t(body >> 16), message[2] = std::uint8_t(body >> 8), message[3] = std::uint8_t(body);
}

std::size_t after_session_id(const ByteVector& message) { return 4 + 2 + 32 + 1 + message[4 + 2 + 32]; }

}  // namespace

void edit_extension(ByteVector& message, std::size_t at, std::uint16_t type, std::optional<ByteVector> replace) {
  ByteVector block;
  wire::Writer out(block);
  bool written = false;
  for (wire::Reader reader(Bytes(message).subspan(at + 2)); !reader.empty();) {
    const std::uint16_t found = reader.u16().value();
    const Bytes body = reader.opaque16().value();
    if (found == type && replace) written = true;
    if (found == type && !replace) continue;
    out.u16(found);
    out.opaque16(found == type ? Bytes(*replace) : body);
  }
  if (replace && !written) {
    out.u16(type);
    out.opaque16(*replace);
  }
  message.resize(at + 2);
  message.insert(message.end(), block.begin(), block.end());
  fix_lengths(message, at);
}

std::size_t extensions_of_client_hello(const ByteVector& message) {
  std::size_t at = after_session_id(message);
  at += 2 + (message[at] << 8 | message[at + 1]);
  return at + 1 + message[at];
}

std::size_t extensions_of_server_hello(const ByteVector& message) { return after_session_id(message) + 3; }

}  // namespace reprise::handshake::testing
