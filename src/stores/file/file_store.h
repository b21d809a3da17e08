// SPDX-License-Identifier: Apache-2.0
// Values in one file of the user's, shared by processes.
//
// Every call opens the file, locks it and lets it go: no descriptor is held that a program could close, nor is one left
// to a child that is forked in the middle of a call (descriptors_at_work.h). Reading a value out and freeing its place
// is one step under the lock, so that of all processes one is given it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/secret_bytes.h"
#include "session/client/store.h"
#include "stores/file/index.h"
#include "stores/file/lock.h"
#include "stores/file/trusted_file.h"

namespace reprise::stores {

inline constexpr std::size_t kSecretLen = 32;
using StoreSecret = SecretArray<kSecretLen>;

struct FileStoreCounters {
  std::uint64_t refused = 0;  // calls that found the file unusable: see last_verdict()
  std::uint64_t damaged = 0;  // values that were cut short
};

// Safe to call from any thread. Keys are 32 bytes, values 1 to kMaxValueLen; others are unavailable. A call that does
// not get the lock by its deadline has timed out.
class FileStore final : public session::SessionStore {
 public:
  // `clock` must outlive the store. The file is made when it is first needed.
  FileStore(std::string path, const TimeSource& clock) : path_(std::move(path)), clock_(clock) {}

  session::StoreOutcome put(Bytes key, Bytes value, Seconds ttl, Milliseconds deadline) override;
  session::StoreReply get(Bytes key, Milliseconds deadline) override;
  session::StoreReply take(Bytes key, Milliseconds deadline) override;
  session::StoreOutcome remove(Bytes key, Milliseconds deadline) override;

  // The secret that belongs to the file: what lies beside it in PATH.key, or else `fresh`, of kSecretLen bytes, which
  // is written there. Nothing when either file is not to be used: see last_verdict().
  std::optional<StoreSecret> secret(Bytes fresh, Milliseconds deadline);

  // Whether the file and its key are to be used; both are made when they are not there.
  FileVerdict check(Milliseconds deadline);

  // How many values are in it now; nothing when it is not to be used.
  std::optional<std::size_t> num_values(Milliseconds deadline);

  // What the last call found the file to be.
  FileVerdict last_verdict() const { return verdict_.load(std::memory_order_relaxed); }
  FileStoreCounters counters() const;

 private:
  struct Locked {
    LockedFile file;
    Index index;
  };
  // The file, locked, or why not.
  struct Attempt {
    FileVerdict verdict;
    std::optional<Locked> locked{};
    explicit operator bool() const { return locked.has_value(); }
    const Locked* operator->() const { return &*locked; }
    session::StoreOutcome outcome() const {
      return verdict == FileVerdict::busy ? session::StoreOutcome::timed_out : session::StoreOutcome::unavailable;
    }
  };
  enum class Then : std::uint8_t { keep, free };

  std::string key_path() const { return path_ + ".key"; }
  Attempt lock(Milliseconds deadline);
  Attempt refuse(FileVerdict verdict);
  session::StoreReply read(Bytes key, Milliseconds deadline, Then then);
  std::int64_t now() const { return to_unix_seconds(clock_.now()); }

  const std::string path_;
  const TimeSource& clock_;
  std::atomic<FileVerdict> verdict_{FileVerdict::fine};
  std::atomic<std::uint64_t> refused_{0}, damaged_{0};
};

}  // namespace reprise::stores
