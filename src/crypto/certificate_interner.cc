// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate_interner.h"

#include "crypto/interner_table.h"

namespace reprise::crypto {

CertificateInterner::CertificateInterner(Ref<const Algorithms> algorithms, Options options)
    : algorithms_(std::move(algorithms)), options_(options), table_(make_ref<InternerTable>()), held_(options.held) {}

CertificateInterner::CertificateInterner(Ref<const Algorithms> algorithms)
    : CertificateInterner(std::move(algorithms), Options()) {}

CertificateInterner::~CertificateInterner() = default;

Result<Ref<const Certificate>> CertificateInterner::intern(Bytes der) {
  const std::uint64_t hash = TRY(table_->hash_of(*algorithms_, der));
  if (auto found = table_->find(hash, der)) return found;
  auto added = table_->add(hash, InternerTable::make(algorithms_.share(), der));
  hold(added.share());
  return added;
}

void CertificateInterner::hold(Ref<const Certificate> certificate) {
  if (held_.empty() || certificate->der().size() > options_.held_size_limit) return;
  const std::lock_guard lock(mutex_);
  // The one that makes room leaves in `certificate`, a parameter, and is dropped after the lock.
  std::swap(held_[next_held_], certificate);
  next_held_ = (next_held_ + 1) % held_.size();
}

std::size_t CertificateInterner::size() const { return table_->size(); }

}  // namespace reprise::crypto
