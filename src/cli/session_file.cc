#include "cli/session_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "session/session_der.h"
#include "session/session_pem.h"

namespace reprise::cli {
namespace {

std::optional<ByteVector> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    fmt::print(stderr, "reprise: {}: {}\n", path, std::strerror(errno));
    return std::nullopt;
  }
  return ByteVector((std::istreambuf_iterator<char>(file)), {});
}

}  // namespace

Ref<session::Session> load_session(const std::string& path, crypto::CertificateInterner& certificates,
                                   std::int64_t now) {
  auto content = read_file(path);
  if (!content) return nullptr;
  const auto der = session::session_der_in_pem(text_of(*content));
  auto decoded = session::decode_session(der.ok() ? der.value().bytes() : *content, certificates, now);
  wipe(*content);
  if (!decoded.ok()) {
    fmt::print(stderr, "reprise: {}: not a session: {}\n", path, name_of(decoded.error().reason));
    return nullptr;
  }
  return std::move(decoded.value().session);
}

bool save_session(const std::string& path, const session::Session& session) {
  ByteVector der;
  if (!session::encode_session(session, der).ok()) return false;
  const auto pem = session::session_pem(der);
  wipe(der);
  if (!pem.ok()) return false;
  const std::string fresh = path + ".new";
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  std::FILE* file = fd >= 0 ? ::fdopen(fd, "w") : nullptr;
  const Bytes text = pem.value().bytes();
  const bool written =
      file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
  if (file != nullptr) std::fclose(file);
  if (written && std::rename(fresh.c_str(), path.c_str()) == 0) return true;
  fmt::print(stderr, "reprise: {}: {}\n", path, std::strerror(errno));
  return false;
}

}  // namespace reprise::cli
