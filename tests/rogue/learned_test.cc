// SPDX-License-Identifier: Apache-2.0
// What a connection does, learned by asking it, is what the automata in automata/ say. REPRISE_WRITE_AUTOMATA=1 writes
// them anew, for a change of behaviour that is meant: read the difference.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "allowed.h"
#include "drawing.h"
#include "encounter.h"
#include "learner.h"

namespace reprise::rogue {
namespace {

std::string path_of(const Setup& setup) {
  return std::string(REPRISE_SOURCE_DIR "/tests/rogue/automata/") + setup.name + ".txt";
}

std::string drawing_path(const Setup& setup) {
  return std::string(REPRISE_SOURCE_DIR "/docs/state-machine/") + setup.name + ".svg";
}

std::string contents(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class EverySetup : public testing::TestWithParam<Setup> {};

TEST_P(EverySetup, IsTheMachineThatIsWrittenDown) {
  Oracle oracle(GetParam());
  const Automaton found = learn(oracle);
  const std::string path = path_of(GetParam());
  if (std::getenv("REPRISE_WRITE_AUTOMATA") != nullptr) {
    std::ofstream(path) << to_text(found);
    const auto table = allowed(allowed_table(GetParam()), GetParam()).automaton;
    if (difference(table, found)) GTEST_SKIP() << "not drawn: it is not what the table allows";
    std::ofstream(drawing_path(GetParam())) << drawing_of(found, table, GetParam().name);
  }
  const auto expected = from_text(contents(path));
  ASSERT_TRUE(expected && !expected->states.empty()) << path;
  const auto trace = difference(*expected, found);
  EXPECT_FALSE(trace) << *trace;
  EXPECT_EQ(expected->states.size(), found.states.size());
}

TEST_P(EverySetup, IsDrawnAsItIsWrittenDown) {
  EXPECT_TRUE(contents(drawing_path(GetParam())).starts_with(drawing_mark(contents(path_of(GetParam())))));
}

TEST_P(EverySetup, HearsNothingAfterACloseNotify) {
  for (const Symbol symbol : all_symbols()) {
    if (symbol == Symbol::ask_certificate || symbol == Symbol::ask_key_update) continue;
    Encounter encounter(GetParam());
    EXPECT_EQ(encounter.step(Symbol::alert_close), "closed");
    EXPECT_EQ(encounter.step(symbol), "-") << name_of(symbol);
  }
}

INSTANTIATE_TEST_SUITE_P(Rogue, EverySetup, testing::ValuesIn(all_setups().begin(), all_setups().end()),
                         [](const auto& info) { return test_name_of(info.param); });

}  // namespace
}  // namespace reprise::rogue
