// SPDX-License-Identifier: Apache-2.0
// `reprise server`: answers HTTP with what was negotiated.
#pragma once

#include <cstdint>
#include <string>

namespace reprise::cli {

struct ServerArguments {
  std::uint16_t port = 4433;
  std::string certificate_file;
  std::string key_file;
  int connections = 0;
  std::uint32_t max_early_data = 0;
  bool tls12_only = false;
  bool no_tickets = false;
};

// Serves up to 64 connections at a time, each for 15 seconds at most, until stopped or `connections` were served.
int server(const ServerArguments& options);

}  // namespace reprise::cli
