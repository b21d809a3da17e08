// SPDX-License-Identifier: Apache-2.0
#include "reprise/config.h"

#include "api/library.h"
#include "api/outward.h"
#include "api/settings.h"

namespace reprise::v0 {

Result<ClientConfig> ClientConfig::make(const Library& library, const ClientOptions& options) {
  auto settings = api::client_settings(LibraryAccess::share(library), options);
  if (!settings.ok()) return api::unheard(settings.error());
  return ClientConfig(std::move(settings.value()));
}

Result<ServerConfig> ServerConfig::make(const Library& library, const ServerOptions& options) {
  auto settings = api::server_settings(LibraryAccess::share(library), options);
  if (!settings.ok()) return api::unheard(settings.error());
  return ServerConfig(std::move(settings.value()));
}

std::uint64_t ServerConfig::num_outcomes(WhyNotResumed why) const { return inside_->outcomes.get(why); }

}  // namespace reprise::v0
