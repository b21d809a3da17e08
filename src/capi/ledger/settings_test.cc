// SPDX-License-Identifier: Apache-2.0
#include "capi/ledger/settings.h"

#include <gtest/gtest.h>

#include <csignal>
#include <map>

namespace reprise::capi::ledger {
namespace {

std::optional<Settings> settings(std::map<std::string, std::string> environment) {
  return settings_from([&](const char* name) {
    const auto at = environment.find(name);
    return at != environment.end() ? at->second.c_str() : nullptr;
  });
}

TEST(LedgerSettings, AreThereOnlyWhenAskedFor) {
  EXPECT_FALSE(settings({}));
  EXPECT_FALSE(settings({{"REPRISE_LEDGER", ""}}));
  EXPECT_FALSE(settings({{"REPRISE_LEDGER", "0"}}));
  EXPECT_FALSE(settings({{"REPRISE_LEDGER_FILE", "/tmp/f"}}));
  EXPECT_EQ(settings({{"REPRISE_LEDGER", "1"}})->format, Format::text);
  EXPECT_EQ(settings({{"REPRISE_LEDGER", "json"}})->format, Format::json);
}

TEST(LedgerSettings, KeepTheFileWhereItWasNamed) {
  EXPECT_EQ(settings({{"REPRISE_LEDGER", "1"}, {"REPRISE_LEDGER_FILE", "/tmp/%p"}})->file, "/tmp/%p");
  const auto relative = settings({{"REPRISE_LEDGER", "1"}, {"REPRISE_LEDGER_FILE", "log"}})->file;
  EXPECT_EQ(relative.front(), '/');
  EXPECT_TRUE(relative.ends_with("/log"));
}

TEST(LedgerSettings, TakeASignalByNameOrNumber) {
  const auto signal = [](const char* name) {
    return settings({{"REPRISE_LEDGER", "1"}, {"REPRISE_LEDGER_SIGNAL", name}})->signal;
  };
  EXPECT_EQ(signal(""), SIGUSR2);
  EXPECT_EQ(signal("USR1"), SIGUSR1);
  EXPECT_EQ(signal("SIGUSR1"), SIGUSR1);
  EXPECT_EQ(signal("RTMIN+3"), SIGRTMIN + 3);
  EXPECT_EQ(signal("12"), 12);
  EXPECT_EQ(signal("none"), 0);
  EXPECT_EQ(signal("RTMIN+99"), 0);
  EXPECT_EQ(signal("-1"), 0);
}

}  // namespace
}  // namespace reprise::capi::ledger
