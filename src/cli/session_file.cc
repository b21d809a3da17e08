#include "cli/session_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "session/session_der.h"

namespace reprise::cli {
namespace {

constexpr const char kPemName[] = "SSL SESSION PARAMETERS";

std::optional<ByteVector> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    fmt::print(stderr, "reprise: {}: {}\n", path, std::strerror(errno));
    return std::nullopt;
  }
  return ByteVector((std::istreambuf_iterator<char>(file)), {});
}

// The DER inside PEM text; nothing when it is not PEM.
std::optional<ByteVector> from_pem(const ByteVector& text) {
  BIO* bio = BIO_new_mem_buf(text.data(), int(text.size()));
  unsigned char* data = nullptr;
  long length = 0;
  const int found = PEM_bytes_read_bio(&data, &length, nullptr, kPemName, bio, nullptr, nullptr);
  BIO_free(bio);
  ERR_clear_error();
  if (found != 1) return std::nullopt;
  ByteVector der(data, data + length);
  OPENSSL_clear_free(data, std::size_t(length));
  return der;
}

bool write_pem(std::FILE* file, const ByteVector& der) {
  return PEM_write(file, kPemName, "", der.data(), long(der.size())) > 0 && std::fflush(file) == 0;
}

}  // namespace

Ref<session::Session> load_session(const std::string& path, crypto::CertificateInterner& certificates, std::int64_t now) {
  auto content = read_file(path);
  if (!content) return nullptr;
  auto der = from_pem(*content);
  auto decoded = session::decode_session(der ? *der : *content, certificates, now);
  if (der) wipe(*der);
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
  const std::string fresh = path + ".new";
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  std::FILE* file = fd >= 0 ? ::fdopen(fd, "w") : nullptr;
  const bool written = file != nullptr && write_pem(file, der);
  wipe(der);
  if (file != nullptr) std::fclose(file);
  if (written && std::rename(fresh.c_str(), path.c_str()) == 0) return true;
  fmt::print(stderr, "reprise: {}: {}\n", path, std::strerror(errno));
  return false;
}

}  // namespace reprise::cli
