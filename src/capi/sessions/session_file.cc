// SPDX-License-Identifier: Apache-2.0
#include "capi/sessions/session_file.h"

#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "capi/library/process_settings.h"
#include "stores/file/file_store.h"
#include "stores/system_clock.h"

namespace reprise::capi {
namespace {

constexpr Milliseconds kDeadline = session::ClientStore::kDeadline;

struct SessionFile {
  explicit SessionFile(std::string named) : path(std::move(named)) {}
  const std::string path;  // empty: none
  std::mutex mutex;  // guards what follows
  bool decided = false;
  std::int64_t ask_again_at = std::numeric_limits<std::int64_t>::min();  // when another process had it, in Unix seconds
  Ref<Library> library;
  stores::SystemClock clock;
  std::unique_ptr<session::ClientStore> sessions;
};

// Seen from where the program is when it first asks, wherever it goes later.
std::string named_path() { return process_settings().text(operate::Setting::session_file); }

// Never destroyed: programs may connect from their exit handlers.
SessionFile& the_file() {
  static SessionFile* const instance = new SessionFile(named_path());
  return *instance;
}

Result<std::unique_ptr<session::ClientStore>> open_sessions(Library& library,
                                                               std::unique_ptr<stores::FileStore> store, Bytes secret) {
  std::array<std::uint8_t, 1> first_place;
  TRY(library.random.fill(first_place));
  auto sealer = TRY(session::StoreSealer::create(library.algorithms.share(), library.random, secret));
  return std::make_unique<session::ClientStore>(std::move(store), std::move(sealer), library.interner,
                                                   first_place[0]);
}

// Another process that has the file for the moment is no reason to go without it for good, nor to wait for it often.
Result<> decide(SessionFile& file) {
  file.library = TRY(library_of(nullptr, nullptr));
  stores::StoreSecret fresh;
  TRY(file.library->random.fill_private(fresh.resize(stores::kSecretLen)));
  auto store = std::make_unique<stores::FileStore>(file.path, file.clock);
  const auto secret = store->secret(fresh.bytes(), kDeadline);
  file.decided = secret || store->last_verdict() != stores::FileVerdict::busy;
  file.ask_again_at = to_unix_seconds(file.clock.now()) + session::ClientStore::kRest_s;
  if (secret) file.sessions = TRY(open_sessions(*file.library, std::move(store), secret->bytes()));
  return success();
}

}  // namespace

session::ClientStore* session_file(const Library& library) {
  auto& file = the_file();
  if (file.path.empty()) [[likely]] return nullptr;
  const std::lock_guard lock(file.mutex);
  const bool due = !file.decided && to_unix_seconds(file.clock.now()) >= file.ask_again_at;
  if (due && !decide(file).ok()) file.decided = true;
  return file.library.get() == &library ? file.sessions.get() : nullptr;
}

}  // namespace reprise::capi
