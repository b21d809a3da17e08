// SPDX-License-Identifier: Apache-2.0
#include "setup.h"

#include <algorithm>

namespace reprise::rogue {
namespace {

constexpr Setup kSetups[] = {
    {.name = "tls12.server", .subject = Role::server, .version = kTls12},
    {.name = "tls12.server.id", .subject = Role::server, .version = kTls12, .by_id = true},
    {.name = "tls12.server.auth", .subject = Role::server, .version = kTls12, .authenticates = true},
    {.name = "tls12.client", .subject = Role::client, .version = kTls12},
    {.name = "tls12.client.auth", .subject = Role::client, .version = kTls12, .authenticates = true},
    {.name = "tls12.client.ticket", .subject = Role::client, .version = kTls12, .offers = true},
    {.name = "tls12.client.id", .subject = Role::client, .version = kTls12, .offers = true, .by_id = true},
    {.name = "tls13.server", .subject = Role::server, .version = kTls13},
    {.name = "tls13.server.auth", .subject = Role::server, .version = kTls13, .authenticates = true},
    {.name = "tls13.server.retry", .subject = Role::server, .version = kTls13, .retries = true},
    {.name = "tls13.server.early", .subject = Role::server, .version = kTls13, .early_data = true},
    {.name = "tls13.server.later", .subject = Role::server, .version = kTls13, .post_handshake = true},
    {.name = "tls13.client", .subject = Role::client, .version = kTls13},
    {.name = "tls13.client.auth", .subject = Role::client, .version = kTls13, .authenticates = true},
    {.name = "tls13.client.ticket", .subject = Role::client, .version = kTls13, .offers = true},
    {.name = "tls13.client.early", .subject = Role::client, .version = kTls13, .offers = true, .early_data = true},
    {.name = "tls13.client.later", .subject = Role::client, .version = kTls13, .post_handshake = true},
};

}  // namespace

std::span<const Setup> all_setups() { return kSetups; }

std::string test_name_of(const Setup& setup) {
  std::string name = setup.name;
  std::ranges::replace(name, '.', '_');
  return name;
}

}  // namespace reprise::rogue
