// SPDX-License-Identifier: Apache-2.0
#include "trace.h"

#include <fstream>

#include "base/check.h"
#include "support/crypto/inputs.h"

namespace reprise::vectors {

bool Step::has(std::string_view name) const {
  for (const auto& [other, value] : values) {
    if (other == name) return true;
  }
  return false;
}

const ByteVector& Step::operator[](std::string_view name) const {
  for (const auto& [other, value] : values) {
    if (other == name) return value;
  }
  CHECK(false);
}

const Step& Trace::step(Role who, std::string_view title, std::size_t nth) const {
  for (const Step& step : steps) {
    if (step.who == who && step.title == title && nth-- == 0) return step;
  }
  CHECK(false);
}

const Step& Trace::record(Role who, std::size_t nth) const {
  for (const Step& step : steps) {
    if (step.who == who && step.has("complete record") && nth-- == 0) return step;
  }
  CHECK(false);
}

const ByteVector& Trace::secret(std::string_view label) const {
  const std::string title = "derive secret \"tls13 " + std::string(label) + "\"";
  for (const Step& step : steps) {
    if (step.title == title) return step["expanded"];
  }
  CHECK(false);
}

Trace load_trace(std::string_view section) {
  std::ifstream file(REPRISE_TRACES);
  const std::string heading = "[" + std::string(section) + "]";
  Trace trace;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == '[') {
      inside = line == heading;
    } else if (inside && line[0] == ' ') {
      const auto equals = line.find(" =");
      trace.steps.back().values.emplace_back(line.substr(2, equals - 2), crypto::hex(line.substr(equals + 2)));
    } else if (inside) {
      const auto colon = line.find(": ");
      trace.steps.push_back({line.starts_with("client") ? Role::client : Role::server, line.substr(colon + 2), {}});
    }
  }
  CHECK(!trace.steps.empty());
  return trace;
}

}  // namespace reprise::vectors
