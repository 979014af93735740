#include "model/relative_path.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace code_runner {
namespace {

TEST(RelativePathTest, IsOfProperComponents) {
  for (const char* good : {"a", "a/b", "a/b/c.txt", "...", ".hidden", "a..", "..a/b", "a b", "a\\b"}) {
    EXPECT_TRUE(IsRelativePath(good)) << good;
  }
  for (const char* bad : {"", "/", "/a", "a/", "a//b", ".", "..", "./a", "a/.", "a/./b", "../a", "a/..", "a/../b"}) {
    EXPECT_FALSE(IsRelativePath(bad)) << bad;
  }
}

TEST(RelativePathTest, NamesThatMightLeaveTheFolder) {
  for (const char* bad : {"", "/", "/a", "//a", "..", "../a", "a/..", "a/../b", "./.."}) {
    EXPECT_TRUE(LeavesFolder(bad)) << bad;
  }
  for (const char* good : {"a", "./a", "a//b", "a/", ".", "...", "..a", "a../b"}) {
    EXPECT_FALSE(LeavesFolder(good)) << good;
  }
}

TEST(RelativePathTest, Normalizes) {
  EXPECT_EQ(NormalizePath("a/b"), "a/b");
  EXPECT_EQ(NormalizePath("./a"), "a");
  EXPECT_EQ(NormalizePath("a//b/././c"), "a/b/c");
  for (const char* no_file : {"", ".", "./", "a/", "a/.", "a//"}) EXPECT_EQ(NormalizePath(no_file), "") << no_file;
}

TEST(RelativePathTest, FindsLongComponents) {
  EXPECT_FALSE(HasComponentOver("abc/de", 3));
  EXPECT_TRUE(HasComponentOver("abcd/e", 3));
  EXPECT_TRUE(HasComponentOver("a/bcde", 3));
}

TEST(RelativePathTest, FilesClashWhenTheyCannotBothBeThere) {
  EXPECT_TRUE(Clash("a", "a"));
  EXPECT_TRUE(Clash("a", "a/b"));
  EXPECT_TRUE(Clash("a/b/c", "a/b"));
  EXPECT_FALSE(Clash("a", "ab"));
  EXPECT_FALSE(Clash("a/b", "a/c"));
  EXPECT_FALSE(Clash("a-b", "a/b"));
}

TEST(RelativePathTest, TheOrderBringsClashesTogether) {
  std::vector<std::string> paths = {"a.b", "a/z", "a-b", "a", "a b", "b/a"};
  std::ranges::sort(paths, ComesBefore);
  const auto clash = std::ranges::adjacent_find(paths, Clash);
  ASSERT_NE(clash, paths.end());
  EXPECT_EQ(*clash, "a");
  EXPECT_FALSE(ComesBefore("a", "a"));
}

}  // namespace
}  // namespace code_runner
