// SPDX-License-Identifier: Apache-2.0
// The program's extensions on one connection: what was sent and what came.
#pragma once

#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "handshake/host/custom_extensions.h"
#include "reprise/extension.h"

namespace reprise::api {

// Each call is told the extensions of the settings of the moment: a server's become those of the host that is chosen.
class OwnExtensions {
 public:
  using Own = std::vector<v0::OwnExtension>;
  // Where in which handshake.
  struct At {
    v0::ConnectionId connection;
    v0::ExtensionPlace place;
    std::size_t certificate;
  };

  Result<> write(const Own& own, const At& at, wire::Writer& out);
  // True when `type` may come where it has come.
  bool knows(const Own& own, v0::ExtensionPlace place, std::uint16_t type) const;
  Result<> read(const Own& own, const At& at, const wire::ExtensionList& extensions);
  // What the latest message of that kind held.
  std::optional<Bytes> received(v0::ExtensionPlace place, std::uint16_t type) const;

 private:
  struct Body {
    v0::ExtensionPlace place;
    std::uint16_t type;
    ByteVector bytes;
  };
  static const Body* find(const std::vector<Body>& all, v0::ExtensionPlace place, std::uint16_t type);
  // The peer's offer of that type; null: there is none.
  const Body* offer_of_peer(std::uint16_t type) const;
  Result<std::optional<ByteVector>> body_of(const v0::OwnExtension& own, const At& at) const;

  std::vector<Body> offered_;   // by us
  std::vector<Body> received_;
};

}  // namespace reprise::api
