// SPDX-License-Identifier: Apache-2.0
// Sessions: made, shared, changed by copying, written as PEM and read back.
#include <cstdio>
#include <string>

#include "reprise/session.h"

using reprise::Ref;
using reprise::Session;
using reprise::SessionView;

// Borrows: looks, and keeps nothing.
void show(const char* title, const SessionView& session) {
  std::printf("%s: %.*s, id \"%s\", for %.*s, good for %lld s\n", title, int(session.cipher_suite_name().size()),
              session.cipher_suite_name().data(), std::string(reprise::text_of(session.id())).c_str(),
              int(session.server_name().size()), session.server_name().data(),
              static_cast<long long>(session.timeout().count()));
}

// Keeps: so it takes a reference of its own from what it was lent.
Ref<const Session> kept;
void keep(const SessionView& session) { kept = session.share(); }

int main() {
  const reprise::Time now{std::chrono::seconds(1'700'000'000)};

  auto published = reprise::SessionBuilder()
                       .version(reprise::Version::tls12)
                       .cipher_suite(0xc02f)
                       .secret(reprise::bytes_of("forty-eight bytes that only the two of us know.."))
                       .id(reprise::bytes_of("first"))
                       .server_name("example.org")
                       .made_at(now)
                       .timeout(std::chrono::minutes(5))
                       .publish();
  if (!published.ok()) return 1;
  const Ref<const Session> session = std::move(published).value();
  show("made", session);
  keep(session);

  // Nobody can change a session under another thread's feet: an edit is a copy that is published in its turn.
  const auto edited = reprise::SessionBuilder(session).timeout(std::chrono::hours(1)).publish().value();
  show("edited", edited);
  show("the original", session);

  // Files are OpenSSL's: `openssl sess_id -in FILE -text` reads them.
  const auto pem = reprise::pem_of(kept);
  if (!pem.ok()) return 1;
  std::printf("%s", std::string(pem.value().text()).c_str());

  const auto library = reprise::Library::open();
  if (!library.ok()) return 1;
  const auto read = reprise::session_from_pem(library.value(), pem.value().text(), now);
  if (!read.ok()) return 1;
  show("read back", read.value());

  const auto nothing = reprise::session_from_pem(library.value(), "no session at all", now);
  std::printf("something else: %s\n", describe(nothing.error()).c_str());
  return 0;
}
