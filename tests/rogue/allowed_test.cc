// SPDX-License-Identifier: Apache-2.0
// Every message in every state meets with what the RFCs say: the tables in allowed/.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "allowed.h"
#include "encounter.h"

namespace reprise::rogue {
namespace {

std::string text_of_way(const std::vector<Symbol>& way) {
  std::string text;
  for (const Symbol symbol : way) text += std::string(name_of(symbol)) + " ";
  return text;
}

class Allowing : public testing::TestWithParam<Setup> {};

TEST_P(Allowing, EveryMessageInEveryStateMeetsWithWhatTheTableSays) {
  const Automaton table = allowed(allowed_table(GetParam()), GetParam()).automaton;
  const auto ways_to = ways(table);
  for (std::size_t state = 0; state < table.states.size(); ++state) {
    for (const Symbol symbol : all_symbols()) {
      Encounter encounter(GetParam());
      for (const Symbol before : ways_to[state]) (void)encounter.step(before);
      EXPECT_EQ(encounter.step(symbol), table.states[state][std::size_t(symbol)].output)
          << table.names[state] << ", behind " << text_of_way(ways_to[state]) << name_of(symbol);
    }
  }
}

TEST_P(Allowing, TheLearnedMachineIsTheOneOfTheTable) {
  std::ifstream file(std::string(REPRISE_SOURCE_DIR "/tests/rogue/automata/") + GetParam().name + ".txt");
  std::stringstream text;
  text << file.rdbuf();
  const auto learned = from_text(text.str());
  ASSERT_TRUE(learned && !learned->states.empty());
  const auto trace = difference(allowed(allowed_table(GetParam()), GetParam()).automaton, *learned);
  EXPECT_FALSE(trace) << *trace;
}

INSTANTIATE_TEST_SUITE_P(Rogue, Allowing, testing::ValuesIn(all_setups().begin(), all_setups().end()),
                         [](const auto& info) { return test_name_of(info.param); });

TEST(AllowedTables, HaveNoLineThatNoSetupComesTo) {
  std::map<std::string, std::set<std::size_t>> used, written;
  for (const auto& setup : all_setups()) {
    const auto table = allowed_table(setup);
    for (const auto& row : table.rows) written[table.path].insert(row.line);
    used[table.path].merge(allowed(table, setup).used);
  }
  for (const auto& [path, lines] : written) {
    for (const std::size_t line : lines) EXPECT_TRUE(used[path].contains(line)) << path << ":" << line;
  }
}

}  // namespace
}  // namespace reprise::rogue
