// SPDX-License-Identifier: Apache-2.0
#include "fuzz/honest_way.h"

#include <initializer_list>

namespace reprise::fuzz {
namespace {

using S = rogue::Symbol;
using Way = std::vector<S>;

void add(Way& way, std::initializer_list<S> more) { way.insert(way.end(), more); }

void add_client(Way& way, const rogue::Setup& setup, bool resumes) {
  const bool tls13 = setup.version == rogue::kTls13;
  const bool early = resumes && setup.early_data;
  const S hello = early ? S::client_hello_early : resumes ? S::client_hello_resuming : S::client_hello;
  add(way, {hello});
  if (setup.retries) add(way, {hello});
  if (early) add(way, {S::application_data, S::end_of_early_data});
  if (!resumes && setup.authenticates) add(way, {S::certificate});
  if (!resumes && !tls13) add(way, {S::client_key_exchange});
  if (!resumes && setup.authenticates) add(way, {S::certificate_verify});
  if (!tls13) add(way, {S::change_cipher_spec});
  add(way, {S::finished});
  if (setup.post_handshake) add(way, {S::ask_certificate, S::certificate, S::certificate_verify, S::finished});
}

void add_server(Way& way, const rogue::Setup& setup, bool resumes) {
  if (setup.version == rogue::kTls13) {
    add(way, {resumes ? S::server_hello_resuming : S::server_hello});
    add(way, {resumes && setup.early_data ? S::encrypted_extensions_early : S::encrypted_extensions});
    if (!resumes && setup.authenticates) add(way, {S::certificate_request});
    if (!resumes) add(way, {S::certificate, S::certificate_verify});
    add(way, {S::finished, S::new_session_ticket});
    if (setup.post_handshake) add(way, {S::certificate_request});
    return;
  }
  add(way, {resumes ? S::server_hello_resuming : S::server_hello});
  if (!resumes) {
    add(way, {S::certificate, S::server_key_exchange});
    if (setup.authenticates) add(way, {S::certificate_request});
    add(way, {S::server_hello_done});
    if (!setup.by_id) add(way, {S::new_session_ticket});
  }
  add(way, {S::change_cipher_spec, S::finished});
}

}  // namespace

std::vector<S> honest_way(const rogue::Setup& setup, bool resumes) {
  Way way;
  if (rogue::peer_of(setup) == handshake::Role::client) add_client(way, setup, resumes);
  else add_server(way, setup, resumes);
  add(way, {S::application_data});
  if (setup.version == rogue::kTls13) {
    add(way, {S::key_update_requested, S::application_data, S::ask_key_update, S::key_update, S::application_data});
  }
  add(way, {S::alert_close});
  return way;
}

}  // namespace reprise::fuzz
