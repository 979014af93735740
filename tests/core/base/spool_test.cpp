#include "base/spool.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "support/temp_dir.h"

namespace code_runner {
namespace {

constexpr std::size_t kMemory = Spool::kMemoryBytesMax;
constexpr std::size_t kPieceBytesMax = 64 * 1024;

// Sets TMPDIR while it lives.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& path) {
    if (const char* old = std::getenv("TMPDIR")) old_ = old;
    ::setenv("TMPDIR", path.c_str(), 1);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    if (old_) {
      ::setenv("TMPDIR", old_->c_str(), 1);
    } else {
      ::unsetenv("TMPDIR");
    }
  }

 private:
  std::optional<std::string> old_;
};

// Text in which no two places look alike.
std::string Numbers(std::size_t size, int first = 0) {
  std::string text;
  for (int i = first; text.size() < size; ++i) text += std::to_string(i) + ' ';
  text.resize(size);
  return text;
}

std::string ReadAll(const Spool& spool) {
  std::string all;
  EXPECT_TRUE(spool.Read([&all](std::string_view piece) {
    EXPECT_GE(piece.size(), 1U);
    EXPECT_LE(piece.size(), kPieceBytesMax);
    all += piece;
  }));
  return all;
}

TEST(SpoolTest, IsEmptyAtFirst) {
  const Spool spool;
  EXPECT_EQ(spool.Size(), 0U);
  EXPECT_EQ(ReadAll(spool), "");
}

class SpoolSizeTest : public ::testing::TestWithParam<std::size_t> {};

TEST_P(SpoolSizeTest, GivesBackOnePiece) {
  const std::string text = Numbers(GetParam());
  Spool spool;
  ASSERT_TRUE(spool.Append(text));
  EXPECT_EQ(spool.Size(), text.size());
  EXPECT_TRUE(ReadAll(spool) == text);
}

TEST_P(SpoolSizeTest, GivesBackManyPieces) {
  const std::string text = Numbers(GetParam());
  Spool spool;
  for (std::size_t at = 0, step = 1; at < text.size(); at += step, step = 1 + (7 * step) % 30'011) {
    ASSERT_TRUE(spool.Append(std::string_view(text).substr(at, step)));
  }
  EXPECT_EQ(spool.Size(), text.size());
  EXPECT_TRUE(ReadAll(spool) == text);
}

INSTANTIATE_TEST_SUITE_P(AroundTheBound, SpoolSizeTest,
                         ::testing::Values(1, kPieceBytesMax, kPieceBytesMax + 1, kMemory - 1, kMemory, kMemory + 1,
                                           2 * kMemory, 2 * kMemory + 1, 5 * kMemory + 12'345));

TEST(SpoolTest, CanBeReadAgainAndAppendedToBetween) {
  const std::string first = Numbers(kMemory + 1);
  const std::string second = Numbers(kMemory, 500'000);
  Spool spool;
  ASSERT_TRUE(spool.Append(first));
  EXPECT_TRUE(ReadAll(spool) == first);
  ASSERT_TRUE(spool.Append(second));
  EXPECT_TRUE(ReadAll(spool) == first + second);
  EXPECT_TRUE(ReadAll(spool) == first + second);
}

TEST(SpoolTest, CanBeMoved) {
  const std::string text = Numbers(kMemory + 1);
  Spool spool;
  ASSERT_TRUE(spool.Append(text));
  const Spool moved = std::move(spool);
  EXPECT_TRUE(ReadAll(moved) == text);
}

TEST(SpoolTest, LeavesNoNameInTheTemporaryFolder) {
  const testing::TempDir folder;
  const TemporaryFolder temporary(folder.Path(""));
  Spool spool;
  ASSERT_TRUE(spool.Append(Numbers(kMemory + 1)));
  EXPECT_TRUE(std::filesystem::is_empty(folder.Path("")));
}

TEST(SpoolTest, NeedsNoFileForWhatFitsTheMemory) {
  const TemporaryFolder temporary("/nowhere");
  Spool spool;
  EXPECT_TRUE(spool.Append(Numbers(kMemory)));
}

class SpoolFolderTest : public ::testing::TestWithParam<const char*> {};

TEST_P(SpoolFolderTest, AFolderThatTakesNoFileIsAnErrorAndLosesNothing) {
  const TemporaryFolder temporary(GetParam());
  const std::string before = Numbers(kMemory);
  Spool spool;
  ASSERT_TRUE(spool.Append(before));
  for (const std::size_t size : {std::size_t{1}, kMemory + 1}) {
    const Status status = spool.Append(std::string(size, 'x'));
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kInternal);
    EXPECT_EQ(status.error().message.find(GetParam()), std::string::npos) << "clients see the message";
    EXPECT_EQ(spool.Size(), before.size());
    EXPECT_TRUE(ReadAll(spool) == before);
  }
}

// Not even root can make a file in /proc; a folder that is none must not lead to another.
INSTANTIATE_TEST_SUITE_P(Folders, SpoolFolderTest, ::testing::Values("/proc", "/nowhere", "/dev/null"));

TEST(SpoolTest, GoesOnWhenTheFolderCanBeWrittenAgain) {
  const std::string before = Numbers(kMemory);
  Spool spool;
  ASSERT_TRUE(spool.Append(before));
  {
    const TemporaryFolder temporary("/nowhere");
    ASSERT_FALSE(spool.Append("lost"));
  }
  ASSERT_TRUE(spool.Append("kept"));
  EXPECT_TRUE(ReadAll(spool) == before + "kept");
}

}  // namespace
}  // namespace code_runner
