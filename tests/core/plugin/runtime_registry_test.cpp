#include "plugin/runtime_registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/temp_dir.h"

namespace code_runner::plugin {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> Ids(const RuntimeRegistry& registry) {
  std::vector<std::string> ids;
  for (const auto& runtime : registry.Runtimes()) ids.push_back(runtime->Id());
  return ids;
}

class RuntimeRegistryTest : public ::testing::Test {
 protected:
  // Puts a library into one of the test's own folders.
  void Install(const std::string& library, const std::string& name) const {
    fs::create_directories(fs::path(root_.Path(name)).parent_path());
    fs::copy_file(library, root_.Path(name));
  }

  void Write(const std::string& name, const std::string& content) const {
    fs::create_directories(fs::path(root_.Path(name)).parent_path());
    std::ofstream(root_.Path(name)) << content;
  }

  RuntimeRegistry Load(const std::vector<std::string>& folders, const std::vector<std::string>& enabled = {},
                       const std::string& runtime_dir = "") const {
    RegistryOptions options;
    for (const std::string& folder : folders) options.plugin_dirs.emplace_back(root_.Path(folder));
    options.enabled = enabled;
    if (!runtime_dir.empty()) options.runtime_dir = root_.Path(runtime_dir);
    return RuntimeRegistry::Load(options);
  }

  void ExpectRefused(const RuntimeRegistry& registry, const std::string& name, const std::string& reason) const {
    ASSERT_THAT(registry.Refused(), SizeIs(1));
    EXPECT_EQ(registry.Refused()[0].path, root_.Path(name));
    EXPECT_THAT(registry.Refused()[0].reason, HasSubstr(reason));
  }

  const testing::TempDir root_;
};

TEST_F(RuntimeRegistryTest, OffersWhatItFindsSortedById) {
  Install(MINIMAL_C_LIBRARY, "plugins/a.so");
  Install(MINIMAL_LIBRARY, "plugins/b.so");
  Write("plugins/README", "not a library, and not named like one");
  const RuntimeRegistry registry = Load({"plugins"});
  EXPECT_THAT(Ids(registry), ElementsAre("bash", "sh"));
  EXPECT_THAT(registry.Refused(), IsEmpty());
  EXPECT_THAT(registry.Missing(), IsEmpty());
}

TEST_F(RuntimeRegistryTest, FindsByIdAndImageName) {
  Install(MINIMAL_LIBRARY, "plugins/bash.so");
  const RuntimeRegistry registry = Load({"plugins"});
  ASSERT_NE(registry.Find("bash"), nullptr);
  EXPECT_EQ(registry.Find("bash"), registry.Find("code-runner-bash"));
  for (const char* no : {"", "Bash", "bas", "bash ", "code-runner-", "code-runner-code-runner-bash", "sh"}) {
    EXPECT_EQ(registry.Find(no), nullptr) << no;
  }
}

TEST_F(RuntimeRegistryTest, TheFirstOfTwoWithOneIdIsUsed) {
  Install(MINIMAL_LIBRARY, "z/first.so");
  Install(MINIMAL_LIBRARY, "a/second.so");
  const RuntimeRegistry registry = Load({"z", "a"});
  EXPECT_THAT(Ids(registry), ElementsAre("bash"));
  ExpectRefused(registry, "a/second.so", "the name 'bash' is taken by runtime 'bash'");
}

TEST_F(RuntimeRegistryTest, WithinAFolderTheOrderIsThatOfTheNames) {
  Install(MINIMAL_LIBRARY, "plugins/b.so");
  Install(MINIMAL_LIBRARY, "plugins/a.so");
  ExpectRefused(Load({"plugins"}), "plugins/b.so", "is taken");
}

TEST_F(RuntimeRegistryTest, OnlyEnabledRuntimesAreOffered) {
  Install(MINIMAL_LIBRARY, "plugins/bash.so");
  Install(MINIMAL_C_LIBRARY, "plugins/sh.so");
  const RuntimeRegistry registry = Load({"plugins"}, {"sh", "cobol"});
  EXPECT_THAT(Ids(registry), ElementsAre("sh"));
  EXPECT_EQ(registry.Find("bash"), nullptr);
  EXPECT_THAT(registry.Missing(), ElementsAre("cobol"));
  EXPECT_THAT(registry.Refused(), IsEmpty());
}

TEST_F(RuntimeRegistryTest, AFolderThatIsNotThereIsRefusedAndTheOthersAreUsed) {
  Install(MINIMAL_LIBRARY, "plugins/bash.so");
  const RuntimeRegistry registry = Load({"nowhere", "plugins"});
  EXPECT_THAT(Ids(registry), ElementsAre("bash"));
  ExpectRefused(registry, "nowhere", "No such file");
}

TEST_F(RuntimeRegistryTest, AnEmptyFolderOffersNothing) {
  fs::create_directory(root_.Path("empty"));
  const RuntimeRegistry registry = Load({"empty"});
  EXPECT_THAT(registry.Runtimes(), IsEmpty());
  EXPECT_THAT(registry.Refused(), IsEmpty());
}

TEST_F(RuntimeRegistryTest, ABadLibraryDoesNotStopTheOthers) {
  Write("plugins/a.so", "text");
  Install(MINIMAL_LIBRARY, "plugins/b.so");
  const RuntimeRegistry registry = Load({"plugins"});
  EXPECT_THAT(Ids(registry), ElementsAre("bash"));
  ExpectRefused(registry, "plugins/a.so", "cannot be loaded: ");
}

TEST_F(RuntimeRegistryTest, AnOperatorsFolderReplacesTheBuildContext) {
  Install(MINIMAL_LIBRARY, "plugins/bash.so");
  Install(MINIMAL_C_LIBRARY, "plugins/sh.so");
  Write("runtimes/bash/Dockerfile", "FROM mine\n");
  const RuntimeRegistry registry = Load({"plugins"}, {}, "runtimes");
  EXPECT_EQ(registry.Find("bash")->BuildContext()[0].content, "FROM mine\n");
  EXPECT_EQ(registry.Find("sh")->BuildContext()[0].content, "FROM debian:trixie-slim\n");
}

TEST_F(RuntimeRegistryTest, ABadFolderOfTheOperatorRefusesTheRuntime) {
  Install(MINIMAL_LIBRARY, "plugins/bash.so");
  Write("runtimes/bash/README", "nothing else");
  ExpectRefused(Load({"plugins"}, {}, "runtimes"), "plugins/bash.so", "holds no Dockerfile");
  fs::create_symlink("/etc/passwd", root_.Path("runtimes/bash/Dockerfile"));
  ExpectRefused(Load({"plugins"}, {}, "runtimes"), "plugins/bash.so", "is not a regular file");
}

}  // namespace
}  // namespace code_runner::plugin
