// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/output.h"

#include <unistd.h>

#include <cerrno>

#include "capi/library/diagnostics.h"

namespace reprise::capi::ledger {
namespace {

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string path_of(std::string file) {
  if (const auto at = file.find("%p"); at != std::string::npos) file.replace(at, 2, std::to_string(::getpid()));
  return file;
}

}  // namespace

void write_out(std::string_view text, const std::string& file) {
  const int error_before = errno;
  const int fd = file.empty() ? -1 : open_for_lines(path_of(file).c_str());
  if (const int to = fd >= 0 ? fd : standard_error(); to >= 0) write_all(to, text);
  if (fd >= 0) ::close(fd);
  errno = error_before;
}

}  // namespace reprise::capi::ledger
