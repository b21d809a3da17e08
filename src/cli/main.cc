// SPDX-License-Identifier: Apache-2.0
// reprise: sessions of TLS from the command line.
#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/client.h"
#include "cli/config.h"
#include "cli/ps.h"
#include "cli/run.h"
#include "cli/server.h"
#include "cli/session_show.h"
#include "cli/units.h"
#include "reprise/version.h"

namespace reprise::cli {
namespace {

struct ProcessArguments {
  pid_t pid = 0;
  bool json = false;
  Form form() const { return json ? Form::json : Form::text; }
};

void add_run(CLI::App& app, RunOptions& options, int& status) {
  auto* command = app.add_subcommand("run", "Run a program on Reprise instead of the system's libssl");
  command->add_option("program", options.words, "The program and its arguments")->required();
  const std::map<std::string, Hold> holds{
      {"mount", Hold::mount}, {"user", Hold::user}, {"environment", Hold::environment}};
  command->add_option("--by", options.hold,
                      "What holds it there: mount (a mount namespace, which takes root), user (one in a user namespace), "
                      "environment (LD_LIBRARY_PATH); by itself the first, else the last")
      ->transform(CLI::CheckedTransformer(holds).description("{mount,user,environment}"));
  command->add_option("--session-file", options.session_file,
                      "Keep the program's client sessions in this file, for the next one to resume");
  command->add_flag("--ledger", options.ledger, "Report references to sessions that leak or are freed once too often");
  command->add_option("--ledger-file", options.ledger_file, "The same, appended to this file; %p is the process id");
  command->add_flag("--explain", options.explain, "Say on standard error why sessions were not resumed");
  command->add_option("--explain-file", options.explain_file, "The same, at the end of this file");
  command->footer("Example:  reprise run --session-file ~/.cache/reprise/sessions curl https://example.com");
  command->callback([&options, &status] { status = run(options); });
}

void add_processes(CLI::App& app, ProcessArguments& arguments, int& status) {
  auto* ps = app.add_subcommand("ps", "List the processes that have a libssl, and which");
  ps->add_flag("--json", arguments.json, "As JSON");
  ps->callback([&arguments, &status] { status = list_processes(arguments.form()); });
  auto* which = app.add_subcommand("which", "Say which libssl a process has, by the kernel's word");
  which->add_option("pid", arguments.pid, "The process")->required()->check(CLI::PositiveNumber);
  which->add_flag("--json", arguments.json, "As JSON");
  which->footer("Exits with 0 when it is on Reprise, with 3 when it is not, with 1 when that cannot be seen.");
  which->callback([&arguments, &status] { status = which_library(arguments.pid, arguments.form()); });
}

void add_units(CLI::App& app, UnitArguments& arguments, int& status) {
  auto* enable = app.add_subcommand("enable", "Put a unit of systemd on Reprise, from its next start on");
  auto* disable = app.add_subcommand("disable", "Undo what enable did");
  auto* state = app.add_subcommand("status", "Say what units run on, and what they will after a restart");
  for (auto* command : {enable, disable, state}) {
    auto* units = command->add_option("unit", arguments.units, "As nginx, or nginx.service");
    if (command != state) units->required();
    command->add_option("--root", arguments.root, "Work on the system in this folder");
  }
  state->add_flag("--json", arguments.json, "As JSON");
  state->footer("Exits with 0 when each unit is enabled and what runs of it is on Reprise, with 3 when not.");
  enable->callback([&arguments, &status] { status = enable_units(arguments); });
  disable->callback([&arguments, &status] { status = disable_units(arguments); });
  state->callback([&arguments, &status] { status = show_units(arguments); });
}

void add_config(CLI::App& app, ConfigArguments& arguments, int& status) {
  auto* config = app.add_subcommand("config", "Look at the settings of programs that run on Reprise");
  config->require_subcommand(1);
  auto* check = config->add_subcommand("check", "Say what is wrong with the configuration file");
  check->footer("Exits with 0 when nothing is wrong, with 1 when something is.");
  check->callback([&arguments, &status] { status = check_config(arguments); });
  auto* show = config->add_subcommand("show", "Print each setting, and where its value comes from");
  show->add_option("--program", arguments.program, "What holds for this program, as nginx");
  show->add_flag("--json", arguments.json, "As JSON");
  show->footer("Variables count as they are in the environment of this command.");
  show->callback([&arguments, &status] { status = show_config(arguments); });
  for (auto* command : {check, show})
    command->add_option("file", arguments.file, "Instead of /etc/reprise/reprise.toml");
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

// What follows the program is the program's, though it looks like an option of ours: `--` goes before it where it is
// not.
std::vector<std::string> words_of(const CLI::App& app, int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || words[0] != "run") return words;
  const auto* command = app.get_subcommand("run");
  std::size_t at = 1;
  while (at < words.size() && words[at].starts_with("-") && words[at] != "--") {
    const auto equals = words[at].find('=');
    const auto* option = command->get_option_no_throw(words[at].substr(0, equals));
    if (option == nullptr) return words;  // a slip of the pen
    at += equals == std::string::npos && option->get_items_expected_min() > 0 ? 2 : 1;
  }
  if (at < words.size() && words[at] != "--") words.insert(words.begin() + std::ptrdiff_t(at), "--");
  return words;
}

int main_of(int argc, char** argv) {
  CLI::App app("Reprise: a TLS library in which the session comes first.\n"
               "Puts programs on it, connects, serves, and reads session files.", "reprise");
  app.require_subcommand(1);
  app.set_version_flag("--version", "reprise " REPRISE_VERSION);
  int status = 0;
  RunOptions run_options;
  ProcessArguments process_arguments;
  UnitArguments unit_arguments;
  ConfigArguments config_arguments;
  std::string session_file;
  ClientArguments client_options;
  ServerArguments server_options;
  add_run(app, run_options, status);
  add_processes(app, process_arguments, status);
  add_units(app, unit_arguments, status);
  add_config(app, config_arguments, status);
  add_session(app, session_file, status);
  add_client(app, client_options, status);
  add_server(app, server_options, status);
  auto words = words_of(app, argc, argv);
  std::ranges::reverse(words);  // as CLI11 wants them
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& fault) {
    return app.exit(fault);
  }
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
