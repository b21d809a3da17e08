// SPDX-License-Identifier: Apache-2.0
#include "handshake/host/config.h"

namespace reprise::handshake {

Ref<Config> Config::clone() const {
  auto copy = make_ref<Config>();
  copy->algorithms = algorithms.share();
  copy->min_version = min_version;
  copy->max_version = max_version;
  copy->suites = suites;
  copy->groups = groups;
  copy->signature_schemes = signature_schemes;
  copy->client_signature_schemes = client_signature_schemes;
  for (const auto& credential : credentials) copy->credentials.push_back(credential.share());
  copy->switches = switches;
  copy->security_level = security_level;
  copy->client_certificate = client_certificate;
  copy->num_tickets = num_tickets;
  copy->max_early_data = max_early_data;
  copy->recv_max_early_data = recv_max_early_data;
  copy->session_id_context = session_id_context;
  copy->server_name = server_name;
  copy->alpn_protocols = alpn_protocols;
  copy->max_fragment_length = max_fragment_length;
  copy->session_timeout = session_timeout;
  copy->max_certificate_list = max_certificate_list;
  return copy;
}

}  // namespace reprise::handshake
