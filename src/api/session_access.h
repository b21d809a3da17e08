// SPDX-License-Identifier: Apache-2.0
// From public sessions to ours and back. A v0::Session has no definition: pointers to it are pointers to a
// session::Session.
#pragma once

#include <utility>

#include "base/ref.h"
#include "reprise/session.h"
#include "session/object/session.h"

namespace reprise::v0 {

struct RefAccess {
  // Publishes `session` and hands it out; null becomes an empty Ref.
  static Ref<const Session> hand_out(reprise::Ref<session::Session> session) {
    if (session) session->publish();
    Ref<const Session> owner;
    owner.object_ = reinterpret_cast<const Session*>(std::move(session).leak());
    return owner;
  }
  // Takes over what `owner` holds; empty becomes null.
  static reprise::Ref<session::Session> take(Ref<const Session> owner) {
    return reprise::Ref<session::Session>::adopt(inside(std::exchange(owner.object_, nullptr)));
  }
  static session::Session& inside(const SessionView& view) { return *inside(view.session_); }
  // Handles are made non-const, and what is const to programs has atomics of its own (session.h).
  static session::Session* inside(const Session* session) {
    return const_cast<session::Session*>(reinterpret_cast<const session::Session*>(session));
  }
};

}  // namespace reprise::v0
