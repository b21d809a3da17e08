// SPDX-License-Identifier: Apache-2.0
#include "operate/configuration.h"

#include <gtest/gtest.h>

namespace reprise::operate {
namespace {

std::string only_fault(std::string_view text) {
  const auto read = parse_configuration(text);
  EXPECT_EQ(read.faults.size(), 1u) << text;
  return read.faults.empty() ? "" : describe(read.faults[0], "f");
}

TEST(Configuration, HasSettingsForAllProgramsAndForOne) {
  const auto read = parse_configuration("explain = true\n[program.nginx]\nexplain = false\nledger_signal = 12\n");
  EXPECT_TRUE(read.faults.empty());
  ASSERT_EQ(read.assignments.size(), 3u);
  EXPECT_EQ(read.assignments[0].setting, Setting::explain);
  EXPECT_EQ(read.assignments[0].value, "true");
  EXPECT_EQ(read.assignments[0].line, 1u);
  EXPECT_EQ(read.assignments[1].program, "nginx");
  EXPECT_EQ(read.assignments[1].value, "false");
  EXPECT_EQ(read.assignments[2].value, "12");
  EXPECT_EQ(read.assignments[2].line, 4u);
}

TEST(Configuration, HasAllProgramsFirstThoughTheyAreWrittenLast) {
  const auto read = parse_configuration("program.a.explain = false\nexplain = true\n");
  ASSERT_EQ(read.assignments.size(), 2u);
  EXPECT_EQ(read.assignments[0].program, "");
}

TEST(Configuration, SaysWhichSettingMayBeMeant) {
  EXPECT_EQ(only_fault("\nexplian = true\n"), "f:2: there is no setting \"explian\"; is \"explain\" meant?");
  EXPECT_EQ(only_fault("[programs.nginx]\n"), "f:1: there is no setting \"programs\"; is \"program\" meant?");
  EXPECT_EQ(only_fault("zzzzzzzzzz = 1\n"), "f:1: there is no setting \"zzzzzzzzzz\"");
  EXPECT_EQ(only_fault("[program.nginx]\nsesion_file = '/x'\n"),
            "f:2: there is no setting \"sesion_file\"; is \"session_file\" meant?");
}

TEST(Configuration, SaysWhatAValueShouldBe) {
  EXPECT_EQ(only_fault("explain = 'yes'\n"), "f:1: explain is neither true nor false");
  EXPECT_EQ(only_fault("explain = 1\n"), "f:1: explain is neither true nor false");
  EXPECT_EQ(only_fault("ledger_format = 'xml'\n"), "f:1: ledger_format is neither \"text\" nor \"json\"");
  EXPECT_EQ(only_fault("ledger_signal = 'USR9'\n"),
            "f:1: ledger_signal is no signal: \"USR1\", \"RTMIN+3\", 12, \"none\"");
  EXPECT_EQ(only_fault("explain_file = 7\n"), "f:1: explain_file is to be text, in quotation marks");
  EXPECT_EQ(only_fault("explain_file = 'log'\n"), "f:1: explain_file is to begin with /");
  EXPECT_EQ(only_fault("explain_file = \"/a\\u0000b\"\n"), "f:1: explain_file is no name of a file");
  EXPECT_EQ(only_fault("program = 1\n"), "f:1: program is no table: [program.NAME]");
  EXPECT_EQ(only_fault("program.nginx = 1\n"), "f:1: program.nginx is no table: [program.NAME]");
  EXPECT_EQ(only_fault("[program.'/usr/sbin/nginx']\n"),
            "f:1: \"/usr/sbin/nginx\" is no program's name: that of its file, without folders");
}

TEST(Configuration, KeepsWhatIsRightBesideWhatIsWrong) {
  const auto read = parse_configuration("explain = 3\nledger = true\nlegder_file = ''\n");
  ASSERT_EQ(read.assignments.size(), 1u);
  EXPECT_EQ(read.assignments[0].setting, Setting::ledger);
  ASSERT_EQ(read.faults.size(), 2u);
  EXPECT_EQ(read.faults[0].line, 1u);
  EXPECT_EQ(read.faults[1].line, 3u);
}

TEST(Configuration, AssignsNothingWhereItIsNoToml) {
  const auto read = parse_configuration("ledger = true\nexplain = = true\n");
  EXPECT_TRUE(read.assignments.empty());
  ASSERT_EQ(read.faults.size(), 1u);
  EXPECT_EQ(read.faults[0].line, 2u);
  EXPECT_TRUE(read.faults[0].text.ends_with("nothing of the file counts")) << read.faults[0].text;
}

TEST(Configuration, ShowsNoControlsOfWhatItFound) {
  EXPECT_EQ(only_fault("\"\\u001b[2J\" = 1\n"), "f:1: there is no setting \"?[2J\"");
}

}  // namespace
}  // namespace reprise::operate
