// SPDX-License-Identifier: Apache-2.0
// The index of a session file: any bytes. What was accepted encodes to bytes that are read alike, and no entry leads
// outside of its place.
#include <cstdlib>

#include "stores/file/index.h"

using namespace reprise;
using namespace reprise::stores;

namespace {

constexpr std::int64_t kNow = 1'700'000'000;

ByteVector encode(const Index& index) {
  ByteVector bytes = copy_of(encode_header());
  for (std::size_t place = 0; place < kNumPlaces; ++place) {
    const auto entry = encode_entry(index[place]);
    bytes.insert(bytes.end(), entry.begin(), entry.end());
  }
  return bytes;
}

void require(bool holds) {
  if (!holds) std::abort();
}

void look_up(const Index& index, const Name& name) {
  const auto found = index.find(name, kNow);
  const auto place = index.place_for(name, kNow);
  require(place < kNumPlaces && (!found || *found == place));
  if (!found) return;
  const auto& entry = index[*found];
  require(entry.name == name && entry.good_until >= kNow && entry.length != 0 && entry.length <= kMaxValueLen);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto index = Index::parse({data, size});
  if (!index) return 0;
  const auto again = Index::parse(encode(*index));
  require(again && index->num_good(kNow) == again->num_good(kNow));
  look_up(*index, {});
  for (const std::size_t place : {std::size_t(0), kNumPlaces - 1}) look_up(*index, (*index)[place].name);
  for (std::size_t place = 0; place < kNumPlaces; ++place) {
    require((*index)[place].good_until == (*again)[place].good_until);
  }
  return 0;
}
