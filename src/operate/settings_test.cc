// SPDX-License-Identifier: Apache-2.0
#include "operate/settings.h"

#include <gtest/gtest.h>

#include <csignal>
#include <map>

namespace reprise::operate {
namespace {

using Environment = std::map<std::string, std::string>;

struct Made {
  Settings settings;
  std::vector<std::string> faults;
};

Made made_of(const Environment& environment, Settings settings = {}) {
  Made made{std::move(settings), {}};
  made.settings.override_by(
      [&](const char* name) {
        const auto at = environment.find(name);
        return at != environment.end() ? at->second.c_str() : nullptr;
      },
      made.faults);
  return made;
}

Settings settings_of(const Environment& environment) { return made_of(environment).settings; }

TEST(Settings, AreOffByDefault) {
  const Settings settings;
  EXPECT_FALSE(settings.is_on(Setting::explain));
  EXPECT_FALSE(settings.is_on(Setting::ledger));
  EXPECT_EQ(settings.text(Setting::session_file), "");
  for (const auto& row : kSettings) {
    EXPECT_EQ(row_of(row.setting).key, row.key) << "the table is not in order";
    EXPECT_EQ(fault_of(row.kind, row.by_default), "") << row.key;
  }
}

TEST(Settings, AreOfTheProgramBeforeOfAll) {
  const auto file = parse_configuration("explain = true\nledger = true\n[program.nginx]\nexplain = false\n");
  const Settings nginx(file, "nginx"), curl(file, "curl");
  EXPECT_FALSE(nginx.is_on(Setting::explain));
  EXPECT_EQ(nginx[Setting::explain].origin, Origin::file_for_program);
  EXPECT_EQ(nginx[Setting::explain].line, 4u);
  EXPECT_TRUE(nginx.is_on(Setting::ledger));
  EXPECT_EQ(nginx[Setting::ledger].origin, Origin::file);
  EXPECT_TRUE(curl.is_on(Setting::explain));
}

TEST(Settings, AreOfTheEnvironmentBeforeTheFile) {
  const auto file = parse_configuration("explain = true\nexplain_file = '/a'\nsession_file = '/s'\n");
  const auto off = made_of({{"REPRISE_EXPLAIN", "0"}}, Settings(file, "x")).settings;
  EXPECT_FALSE(off.is_on(Setting::explain));
  EXPECT_EQ(off[Setting::explain].origin, Origin::environment);
  EXPECT_EQ(off[Setting::explain].variable, "REPRISE_EXPLAIN");
  EXPECT_EQ(off.text(Setting::session_file), "/s");
  const auto on = made_of({{"REPRISE_EXPLAIN", "1"}}, Settings(file, "x")).settings;
  EXPECT_EQ(on.text(Setting::explain_file), "") << "1 stands for standard error";
  EXPECT_EQ(made_of({{"REPRISE_SESSION_FILE", ""}}, Settings(file, "x")).settings.text(Setting::session_file), "/s");
}

TEST(Settings, TakeExplanationsByNumberOrFile) {
  EXPECT_FALSE(settings_of({{"REPRISE_EXPLAIN", ""}}).is_on(Setting::explain));
  EXPECT_FALSE(settings_of({{"REPRISE_EXPLAIN", "0"}}).is_on(Setting::explain));
  EXPECT_TRUE(settings_of({{"REPRISE_EXPLAIN", "1"}}).is_on(Setting::explain));
  const auto file = settings_of({{"REPRISE_EXPLAIN", "/f"}});
  EXPECT_TRUE(file.is_on(Setting::explain));
  EXPECT_EQ(file.text(Setting::explain_file), "/f");
}

TEST(Settings, TakeTheLedgerByNumberOrFormat) {
  EXPECT_FALSE(settings_of({{"REPRISE_LEDGER", "0"}}).is_on(Setting::ledger));
  EXPECT_FALSE(settings_of({{"REPRISE_LEDGER_FILE", "/tmp/f"}}).is_on(Setting::ledger));
  EXPECT_TRUE(settings_of({{"REPRISE_LEDGER", "1"}}).is_on(Setting::ledger));
  EXPECT_EQ(settings_of({{"REPRISE_LEDGER", "1"}}).text(Setting::ledger_format), "text");
  EXPECT_EQ(settings_of({{"REPRISE_LEDGER", "json"}}).text(Setting::ledger_format), "json");
}

TEST(Settings, KeepFilesWhereTheyWereNamed) {
  EXPECT_EQ(settings_of({{"REPRISE_LEDGER_FILE", "/tmp/%p"}}).text(Setting::ledger_file), "/tmp/%p");
  const auto relative = settings_of({{"REPRISE_LEDGER_FILE", "log"}}).text(Setting::ledger_file);
  EXPECT_EQ(relative.front(), '/');
  EXPECT_TRUE(relative.ends_with("/log"));
}

TEST(Settings, TakeASignalByNameOrNumber) {
  EXPECT_EQ(signal_number(Settings().text(Setting::ledger_signal)), SIGUSR2);
  EXPECT_EQ(signal_number("USR1"), SIGUSR1);
  EXPECT_EQ(signal_number("SIGUSR1"), SIGUSR1);
  EXPECT_EQ(signal_number("RTMIN+3"), SIGRTMIN + 3);
  EXPECT_EQ(signal_number("12"), 12);
  EXPECT_EQ(signal_number("none"), 0);
}

TEST(Settings, SayWhichVariableIsNotUnderstood) {
  for (const char* wrong : {"RTMIN+99", "-1", "2147483647", "RTMIN+2147483647", "x"}) {
    const auto made = made_of({{"REPRISE_LEDGER_SIGNAL", wrong}});
    ASSERT_EQ(made.faults.size(), 1u) << wrong;
    EXPECT_TRUE(made.faults[0].starts_with("REPRISE_LEDGER_SIGNAL is no signal")) << made.faults[0];
    EXPECT_EQ(made.settings.text(Setting::ledger_signal), "USR2") << "the rest counts";
  }
}

TEST(Settings, NameThisProgram) { EXPECT_EQ(own_program_name(), "operate_test"); }

}  // namespace
}  // namespace reprise::operate
