#include "plugin/plugin_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "support/temp_dir.h"

namespace code_runner::plugin {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Reason(const std::string& path) {
  const auto plugin = LoadPluginLibrary(path);
  if (plugin) return "loaded";
  EXPECT_EQ(plugin.error().code, ErrorCode::kPluginFault);
  return plugin.error().message;
}

TEST(PluginLibraryTest, LoadsWhatALibraryExports) {
  const auto plugin = LoadPluginLibrary(MINIMAL_LIBRARY);
  ASSERT_TRUE(plugin) << plugin.error().message;
  EXPECT_EQ(std::string((*plugin)->id.data, (*plugin)->id.size), "bash");
}

TEST(PluginLibraryTest, LoadsOnlyOnce) {
  EXPECT_EQ(*LoadPluginLibrary(MINIMAL_C_LIBRARY), *LoadPluginLibrary(MINIMAL_C_LIBRARY));
}

TEST(PluginLibraryTest, RefusesWhatIsNoLibrary) {
  const testing::TempDir folder;
  const std::string path = folder.Path("text.so");
  std::ofstream(path) << std::string(4096, 'x');
  EXPECT_THAT(Reason(path), StartsWith("cannot be loaded: "));
  EXPECT_THAT(Reason(path), HasSubstr("invalid ELF header"));
  EXPECT_THAT(Reason(folder.Path("nowhere.so")), HasSubstr("No such file"));
  EXPECT_THAT(Reason(folder.Path("")), StartsWith("cannot be loaded: "));
}

TEST(PluginLibraryTest, RefusesALibraryWithoutTheSymbol) {
  EXPECT_EQ(Reason(WRONG_SYMBOL_LIBRARY), "does not export code_runner_plugin_v1");
}

}  // namespace
}  // namespace code_runner::plugin
