#include "plugin/build_context_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "support/temp_dir.h"

namespace code_runner::plugin {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class BuildContextFolderTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& content) const {
    fs::create_directories(fs::path(folder_.Path(name)).parent_path());
    std::ofstream(folder_.Path(name), std::ios::binary) << content;
  }

  void ExpectFault(const std::string& reason) const {
    const auto files = ReadBuildContext(folder_.Path(""));
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().code, ErrorCode::kPluginFault);
    EXPECT_THAT(files.error().message, HasSubstr(reason));
  }

  const testing::TempDir folder_;
};

TEST_F(BuildContextFolderTest, ReadsAllFilesSortedByPath) {
  Write("b/c", std::string("x\0y\n", 4));
  Write("b/.hidden", "");
  Write("Dockerfile", "FROM scratch\n");
  Write("a.sh", "#!/bin/sh\n");
  fs::permissions(folder_.Path("a.sh"), fs::perms::owner_exec, fs::perm_options::add);
  fs::create_directory(folder_.Path("empty"));
  const auto files = ReadBuildContext(folder_.Path(""));
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_THAT(*files,
              ElementsAre(SourceFile{"Dockerfile", "FROM scratch\n", false}, SourceFile{"a.sh", "#!/bin/sh\n", true},
                          SourceFile{"b/.hidden", "", false}, SourceFile{"b/c", std::string("x\0y\n", 4), false}));
}

TEST_F(BuildContextFolderTest, AnEmptyFolderHasNoFiles) {
  const auto files = ReadBuildContext(folder_.Path(""));
  ASSERT_TRUE(files);
  EXPECT_THAT(*files, IsEmpty());
}

TEST_F(BuildContextFolderTest, AFolderThatIsNotThereIsAFault) {
  const auto files = ReadBuildContext(folder_.Path("nowhere"));
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().message, HasSubstr("No such file"));
}

TEST_F(BuildContextFolderTest, LinksAreRefused) {
  Write("Dockerfile", "");
  fs::create_symlink("/etc/passwd", folder_.Path("link"));
  ExpectFault("not a regular file");
}

TEST_F(BuildContextFolderTest, LinksToFoldersAreRefused) {
  fs::create_directory_symlink("/etc", folder_.Path("link"));
  ExpectFault("not a regular file");
}

TEST_F(BuildContextFolderTest, LinksToNowhereAreRefused) {
  fs::create_symlink("nowhere", folder_.Path("link"));
  ExpectFault("not a regular file");
}

TEST_F(BuildContextFolderTest, TheNumberOfFilesIsBounded) {
  for (std::size_t i = 0; i < kBuildContextFilesMax; ++i) Write("f" + std::to_string(i), "");
  EXPECT_TRUE(ReadBuildContext(folder_.Path("")));
  Write("one-more", "");
  ExpectFault("too large");
}

TEST_F(BuildContextFolderTest, TheBytesAreBounded) {
  Write("sparse", "");
  fs::resize_file(folder_.Path("sparse"), kBuildContextBytesMax + 1);
  ExpectFault("too large");
}

}  // namespace
}  // namespace code_runner::plugin
