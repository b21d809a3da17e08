// SPDX-License-Identifier: Apache-2.0
// The certificates after our leaf, as a program sets them and is lent them.
#pragma once

#include <memory>
#include <vector>

#include "base/ref.h"
#include "capi/library/own.h"
#include "capi/objects/made_once.h"
#include "crypto/certificate.h"

namespace reprise::capi {

// A stack that is here is never changed: copies share it, other threads read it, and programs hold pointers to it.
struct IssuerChain {
  using Stack = std::shared_ptr<STACK_OF(X509)>;

  // Another one, or null. What was lent of before is the program's no longer.
  void set(Stack next) {
    in_use = std::move(next);
    lent.clear();
  }

  // A stack with `certificate` after the others; takes a reference of its own. Throws bad_alloc.
  void add(X509* certificate) {
    Own<STACK_OF(X509)> longer = in_use ? share(in_use.get()) : Own<STACK_OF(X509)>(sk_X509_new_null());
    auto added = share(certificate);
    if (!longer || sk_X509_push(longer.get(), added.get()) == 0) throw std::bad_alloc();
    static_cast<void>(added.release());
    in_use = std::move(longer);
  }

  bool is_lent() const { return !lent.empty() && lent.back() == in_use; }
  void lend() { lent.push_back(in_use); }

  Stack in_use;             // null: none set
  std::vector<Stack> lent;  // those that a program holds a pointer to, until it sets another
};

// The same in the engine's form.
struct ParsedIssuers : RefCounted {
  std::vector<Ref<const crypto::Certificate>> certificates;
};

// SSL_CTX_add_extra_chain_cert: sent after every leaf that has no chain of its own, by all connections of the context.
struct ExtraCertificates : RefCounted {
  Ref<ExtraCertificates> clone() const {
    auto copy = make_ref<ExtraCertificates>();
    copy->chain = chain;
    return copy;
  }

  IssuerChain chain;
  MadeOnce<const ParsedIssuers> parsed;
};

}  // namespace reprise::capi
