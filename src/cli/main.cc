// SPDX-License-Identifier: Apache-2.0
// reprise: sessions of TLS from the command line.
#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include "cli/client.h"
#include "cli/run.h"
#include "cli/server.h"
#include "cli/session_show.h"

namespace reprise::cli {
namespace {

void add_run(CLI::App& app, RunOptions& options, int& status) {
  auto* command = app.add_subcommand("run", "Run a program on Reprise instead of the system's libssl");
  command->add_option("program", options.words, "The program and its arguments, after --")->required();
  command->add_option("--session-file", options.session_file,
                      "Keep the program's client sessions in this file, for the next one to resume");
  command->add_flag("--ledger", options.ledger, "Report references to sessions that leak or are freed once too often");
  command->add_option("--ledger-file", options.ledger_file, "The same, appended to this file; %p is the process id");
  command->add_flag("--explain", options.explain, "Say on standard error why sessions were not resumed");
  command->add_option("--explain-file", options.explain_file, "The same, at the end of this file");
  command->footer("Example:  reprise run --session-file ~/.cache/reprise/sessions -- curl https://example.com");
  command->callback([&options, &status] { status = run(options); });
}

void add_session(CLI::App& app, std::string& path, int& status) {
  auto* session = app.add_subcommand("session", "Look at sessions in files");
  session->require_subcommand(1);
  auto* show = session->add_subcommand("show", "Print what a session file holds (PEM or DER), without its secrets");
  show->add_option("file", path, "As written by PEM_write_SSL_SESSION, s_client -sess_out or run --session-file")
      ->required();
  show->callback([&path, &status] { status = show_session(path); });
}

void add_client(CLI::App& app, ClientArguments& options, int& status) {
  auto* command = app.add_subcommand("client", "Connect, and say what was negotiated and whether it was resumed");
  command->add_option("host", options.host, "Where to connect: NAME or NAME:PORT")->required();
  command->add_option("--repeat", options.repeat, "How many connections to make, one after the other")
      ->capture_default_str();
  command->add_option("--session", options.session_file,
                      "Start from the session in this file, and write the last one back");
  command->add_option("--ca", options.ca_file, "Trust the certificates in this file instead of the system's");
  command->add_option("--name", options.name, "The server's name, when it is not the host's");
  command->add_option("--alpn", options.alpn, "Protocols to offer, separated by commas: h2,http/1.1");
  command->add_option("--early-data", options.early_data, "Send this text as 0-RTT data where the session allows it");
  command->add_option("--get", options.get, "Ask for this path by HTTP/1.1 and print the answer");
  command->add_flag("--insecure", options.insecure, "Go on when the certificate does not verify");
  command->add_flag("--tls1.2", options.tls12_only, "Speak TLS 1.2 only");
  command->callback([&options, &status] { status = client(options); });
}

void add_server(CLI::App& app, ServerArguments& options, int& status) {
  auto* command = app.add_subcommand("server", "Answer HTTP requests with what was negotiated");
  command->add_option("--port", options.port, "Port on the loopback address; 0 picks one")->capture_default_str();
  command->add_option("--cert", options.certificate_file, "Certificate chain, PEM; without it one is made on the spot");
  command->add_option("--key", options.key_file, "Private key, PEM");
  command->add_option("--connections", options.connections, "Stop after so many; 0: never")->capture_default_str();
  command->add_option("--early-data", options.max_early_data, "Bytes of 0-RTT data to take")->capture_default_str();
  command->add_flag("--tls1.2", options.tls12_only, "Speak TLS 1.2 only");
  command->add_flag("--no-tickets", options.no_tickets, "Resume TLS 1.2 by session id, not by ticket");
  command->callback([&options, &status] { status = server(options); });
}

int main_of(int argc, char** argv) {
  CLI::App app("Reprise: a TLS library in which the session comes first.\n"
               "Puts programs on it, connects, serves, and reads session files.", "reprise");
  app.require_subcommand(1);
  int status = 0;
  RunOptions run_options;
  std::string session_file;
  ClientArguments client_options;
  ServerArguments server_options;
  add_run(app, run_options, status);
  add_session(app, session_file, status);
  add_client(app, client_options, status);
  add_server(app, server_options, status);
  CLI11_PARSE(app, argc, argv);
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  fmt::print(stderr, "reprise: standard output: {}\n", std::strerror(errno));
  return 1;
}

}  // namespace
}  // namespace reprise::cli

int main(int argc, char** argv) try {
  return reprise::cli::main_of(argc, argv);
} catch (const std::exception& fault) {
  std::fprintf(stderr, "reprise: %s\n", fault.what());
  return 1;
}
