// SPDX-License-Identifier: Apache-2.0
// `reprise client`: connections that say what was negotiated.
#pragma once

#include <string>

namespace reprise::cli {

struct ClientArguments {
  std::string host;
  int repeat = 1;
  std::string session_file;
  std::string ca_file;
  std::string name;
  std::string alpn;
  std::string early_data;
  std::string get;
  bool insecure = false;
  bool tls12_only = false;
};

// 0 when every connection was made.
int client(const ClientArguments& options);

}  // namespace reprise::cli
