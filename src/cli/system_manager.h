// SPDX-License-Identifier: Apache-2.0
// systemd: the files of its units, and what systemctl(1) says and does.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace reprise::cli {

// "nginx.service" for "nginx"; empty when it is no name of a service.
std::string service_name(const std::string& word);
// The file that defines the service, in `root`; empty when there is none. An instance is defined by its template.
std::string unit_file(const std::string& root, const std::string& service);
// Values of a setting in a file of a unit, one a line.
std::string setting_in(const std::string& file, const std::string& name);

bool is_systemd_running();
// Tells systemd that files of units have changed. Returns the fault; empty: none.
std::string reload_units();
// The first process of the service, as systemd sees it; 0: it does not run. Nothing: there is no systemd to ask.
std::optional<pid_t> main_process(const std::string& service);

}  // namespace reprise::cli
