// SPDX-License-Identifier: Apache-2.0
// Extensions that a server answers with out of a file (SSL_CTX_use_serverinfo(3)).
#include <openssl/pem.h>

#include <algorithm>
#include <string_view>

#include "capi/library/guard.h"
#include "capi/library/raise.h"
#include "capi/objects/ssl_object.h"
#include "wire/codec/reader.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

// A length beyond it is a mistake, and no memory of a program.
constexpr std::size_t kLongestInfo = 1U << 28;

constexpr std::uint32_t kV1Context =
    SSL_EXT_TLS1_2_AND_BELOW_ONLY | SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_IGNORE_ON_RESUMPTION;

// One extension:  context[4] (version 2 only) | type[2] | body<0..2^16-1>
struct Entry {
  std::uint32_t context;
  std::uint16_t type;
  Bytes body;
};

Result<Entry> read_entry(wire::Reader& reader, unsigned version) {
  Entry entry{.context = kV1Context, .type = 0, .body = {}};
  if (version == SSL_SERVERINFOV2) entry.context = TRY(reader.u32());
  entry.type = TRY(reader.u16());
  entry.body = TRY(reader.opaque16());
  return entry;
}

void append(const Entry& entry, ByteVector& out) {
  wire::Writer writer(out);
  writer.u32(entry.context);
  writer.u16(entry.type);
  writer.opaque16(entry.body);
}

// The same extensions in the form of version 2. Fails on bad syntax.
Result<ByteVector> to_v2(Bytes info, unsigned version) {
  ByteVector out;
  for (wire::Reader reader(info); !reader.empty();) append(TRY(read_entry(reader, version)), out);
  return out;
}

// The body for `type` in what a slot has, which is well-formed; null data() when it has none.
Bytes find_body(const ByteVector& info, unsigned type) {
  for (wire::Reader reader(info); !reader.empty();) {
    const auto entry = read_entry(reader, SSL_SERVERINFOV2);
    if (!entry.ok()) return {};
    if (entry.value().type == type) return entry.value().body;
  }
  return {};
}

// Compat: only for the leaf of a Certificate message.
int add_info(SSL* ssl, unsigned type, unsigned context, const unsigned char** out, std::size_t* length, X509*,
             std::size_t chain_index, int*, void*) {
  if (context == SSL_EXT_TLS1_3_CERTIFICATE && chain_index > 0) return 0;
  const auto& certificates = ssl->settings->certificates;
  for (const auto& slot : certificates.slots) {
    const auto body = find_body(slot.serverinfo, type);
    if (body.data() == nullptr) continue;
    *out = body.data();
    *length = body.size();
    return 1;
  }
  return 0;
}

// Clients ask with an empty extension.
int check_question(SSL*, unsigned, unsigned context, const unsigned char*, std::size_t length, X509*, std::size_t,
                   int* alert, void*) {
  if (context != SSL_EXT_CLIENT_HELLO || length == 0) return 1;
  *alert = SSL_AD_DECODE_ERROR;
  return 0;
}

void register_entry(Settings& settings, const Entry& entry) {
  const bool known =
      std::ranges::any_of(settings.custom_extensions, [&](const auto& own) { return own.type == entry.type; });
  if (known) return;
  CustomExtension extension{.type = entry.type, .context = entry.context, .side = CustomExtension::Side::server};
  extension.add = add_info;
  extension.parse = check_question;
  settings.custom_extensions.push_back(extension);
}

Result<> use_info(SSL_CTX* ctx, Bytes info, unsigned version) {
  auto entries = TRY(to_v2(info, version));
  return ctx->edit([&](Settings& settings) -> Result<> {
    for (wire::Reader reader(entries); !reader.empty();)
      register_entry(settings, TRY(read_entry(reader, SSL_SERVERINFOV2)));
    settings.certificates.slots[settings.certificates.current].serverinfo = entries;
    return success();
  });
}

// A PEM block, freed when it goes.
struct PemBlock {
  Own<char> name;
  Own<char> header;
  Own<unsigned char> data;
  long length = 0;
};

// False at the end of the file.
bool read_block(BIO* file, PemBlock& block) {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  if (PEM_read_bio(file, &name, &header, &data, &block.length) != 1) return false;
  block.name.reset(name);
  block.header.reset(header);
  block.data.reset(data);
  return true;
}

// The version that the name of a block tells; 0 for none.
unsigned version_of(std::string_view name) {
  if (name.starts_with("SERVERINFOV2 FOR ")) return SSL_SERVERINFOV2;
  return name.starts_with("SERVERINFO FOR ") ? SSL_SERVERINFOV1 : 0;
}

// 0, or why the file will not do.
int read_file(BIO* file, ByteVector& out) {
  int count = 0;
  for (PemBlock block; read_block(file, block); ++count) {
    const unsigned version = version_of(block.name.get());
    if (version == 0) return SSL_R_PEM_NAME_BAD_PREFIX;
    const auto entries = to_v2({block.data.get(), std::size_t(block.length)}, version);
    if (!entries.ok()) return SSL_R_BAD_DATA;
    out.insert(out.end(), entries.value().begin(), entries.value().end());
  }
  return count == 0 ? SSL_R_NO_PEM_EXTENSIONS : 0;
}

int refuse(int reason, const char* function) {
  raise(reason, function, "%s", "");
  return 0;
}

}  // namespace

extern "C" {

int SSL_CTX_use_serverinfo_ex(SSL_CTX* ctx, unsigned version, const unsigned char* info, std::size_t length) {
  constexpr const char* kFunction = "SSL_CTX_use_serverinfo_ex";
  if (length > kLongestInfo) {
    raise(ERR_R_MALLOC_FAILURE, kFunction, "%s", "");
    return 0;
  }
  if (ctx == nullptr || info == nullptr || length == 0) return refuse(ERR_R_PASSED_NULL_PARAMETER, kFunction);
  const bool known = version == SSL_SERVERINFOV1 || version == SSL_SERVERINFOV2;
  if (!known || !to_v2({info, length}, version).ok()) return refuse(SSL_R_INVALID_SERVERINFO_DATA, kFunction);
  return guard([&] { return use_info(ctx, {info, length}, version); });
}

int SSL_CTX_use_serverinfo(SSL_CTX* ctx, const unsigned char* info, std::size_t length) {
  return SSL_CTX_use_serverinfo_ex(ctx, SSL_SERVERINFOV1, info, length);
}

int SSL_CTX_use_serverinfo_file(SSL_CTX* ctx, const char* path) {
  constexpr const char* kFunction = "SSL_CTX_use_serverinfo_file";
  if (ctx == nullptr || path == nullptr) return refuse(ERR_R_PASSED_NULL_PARAMETER, kFunction);
  const Own<BIO> file(BIO_new_file(path, "r"));
  if (!file) return refuse(ERR_R_SYS_LIB, kFunction);
  ByteVector entries;
  if (const int reason = read_file(file.get(), entries); reason != 0) return refuse(reason, kFunction);
  ERR_clear_error();  // the end of the file is no error
  return guard([&] { return use_info(ctx, entries, SSL_SERVERINFOV2); });
}

}  // extern "C"
