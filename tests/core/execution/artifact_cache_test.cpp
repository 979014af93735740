#include "execution/artifact_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <thread>
#include <vector>

#include "core/execution/artifact_files.h"
#include "support/temp_dir.h"

namespace code_runner::execution {
namespace {

namespace fs = std::filesystem;

using testing::BytesOf;
using testing::CompilerSays;
using ::testing::IsEmpty;
using testing::Keep;
using testing::KeyOf;

constexpr std::uint64_t kBlockBytes = 4096;  // each small artifact counts as one

class ArtifactCacheTest : public ::testing::Test {
 protected:
  ArtifactCache Open(const ArtifactCacheOptions& options = {}) const { return {folder_.Path("artifacts"), options}; }
  fs::path PathOf(const std::string& name) const { return fs::path(folder_.Path("artifacts")) / name; }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& file : fs::directory_iterator(folder_.Path("artifacts"))) names.push_back(file.path().filename());
    return names;
  }
  void SetLastUse(const std::string& key, std::chrono::hours ago) const {
    fs::last_write_time(PathOf(key), fs::file_time_type::clock::now() - ago);
  }

  testing::TempDir folder_;
};

TEST_F(ArtifactCacheTest, KeepsWhatWasCompiledAndWhatTheCompilerSaid) {
  ArtifactCache cache = Open();
  EXPECT_FALSE(cache.Find(KeyOf('a')));
  Keep(cache, KeyOf('a'), "program", true, CompilerSays("out", "warning"));
  Keep(cache, KeyOf('b'), std::string(300'000, 'x'), false);
  const auto a = cache.Find(KeyOf('a'));
  ASSERT_TRUE(a);
  EXPECT_EQ(BytesOf(*a), "program");
  EXPECT_TRUE(a->IsExecutable());
  const Result<CompileResult> compile = a->ReadCompileResult();
  ASSERT_TRUE(compile.ok());
  EXPECT_EQ(testing::Text(compile->out), "out");
  EXPECT_EQ(testing::Text(compile->err), "warning");
  EXPECT_TRUE(compile->cached);
  EXPECT_EQ(compile->exit_code, 0);
  const auto b = cache.Find(KeyOf('b'));
  ASSERT_TRUE(b);
  EXPECT_EQ(BytesOf(*b), std::string(300'000, 'x'));
  EXPECT_FALSE(b->IsExecutable());
}

TEST_F(ArtifactCacheTest, ReplacesAnOlderOne) {
  ArtifactCache cache = Open();
  Keep(cache, KeyOf('a'), "old");
  const auto old = cache.Find(KeyOf('a'));
  Keep(cache, KeyOf('a'), "newer");
  EXPECT_EQ(BytesOf(*cache.Find(KeyOf('a'))), "newer");
  EXPECT_EQ(BytesOf(*old), "old") << "who has it open keeps it";
  EXPECT_EQ(cache.Counts().bytes, kBlockBytes);
}

TEST_F(ArtifactCacheTest, SurvivesARestart) {
  {
    ArtifactCache cache = Open();
    Keep(cache, KeyOf('a'), "program");
  }
  ArtifactCache cache = Open();
  EXPECT_EQ(cache.Counts().bytes, kBlockBytes);
  const auto artifact = cache.Find(KeyOf('a'));
  ASSERT_TRUE(artifact);
  EXPECT_EQ(BytesOf(*artifact), "program");
}

TEST_F(ArtifactCacheTest, WhatWasUsedLeastRecentlyGoesFirst) {
  ArtifactCache cache = Open({.bytes_max = 3 * kBlockBytes});
  for (const char digit : {'a', 'b', 'c'}) Keep(cache, KeyOf(digit), "x");
  EXPECT_TRUE(cache.Find(KeyOf('a')));
  Keep(cache, KeyOf('d'), "x");
  EXPECT_FALSE(cache.Find(KeyOf('b')));
  for (const char digit : {'a', 'c', 'd'}) EXPECT_TRUE(cache.Find(KeyOf(digit))) << digit;
  EXPECT_EQ(Files().size(), 3U);
}

TEST_F(ArtifactCacheTest, RemembersTheLastUseOverARestart) {
  {
    ArtifactCache cache = Open();
    for (const char digit : {'a', 'b', 'c'}) {
      Keep(cache, KeyOf(digit), "x");
      SetLastUse(KeyOf(digit), std::chrono::hours(10));
    }
    SetLastUse(KeyOf('b'), std::chrono::hours(20));
    EXPECT_TRUE(cache.Find(KeyOf('b')));
    SetLastUse(KeyOf('a'), std::chrono::hours(30));
  }
  ArtifactCache cache = Open({.bytes_max = 2 * kBlockBytes});
  EXPECT_FALSE(cache.Find(KeyOf('a')));
  EXPECT_TRUE(cache.Find(KeyOf('b')));
  Keep(cache, KeyOf('d'), "x");
  EXPECT_FALSE(cache.Find(KeyOf('c')));
  EXPECT_TRUE(cache.Find(KeyOf('b')));
}

TEST_F(ArtifactCacheTest, HoldsToItsBounds) {
  ArtifactCache cache = Open({.bytes_max = 100 * kBlockBytes, .artifacts_max = 2});
  for (const char digit : {'a', 'b', 'c'}) Keep(cache, KeyOf(digit), "x");
  EXPECT_EQ(cache.Counts().bytes, 2 * kBlockBytes);
  Keep(cache, KeyOf('d'), std::string(100 * kBlockBytes, 'x'));
  EXPECT_EQ(cache.Counts().bytes, 0U) << "larger than everything that may be kept, with its header";
  EXPECT_THAT(Files(), IsEmpty());
  EXPECT_EQ(Open({.bytes_max = 100, .artifact_bytes_max = 200}).MakeDraft()->BytesMax(), 100U);
}

TEST_F(ArtifactCacheTest, KeepsNothingWhenItIsOff) {
  {
    ArtifactCache cache = Open();
    Keep(cache, KeyOf('a'), "program");
  }
  ArtifactCache cache = Open({.bytes_max = 0});
  EXPECT_FALSE(cache.MakeDraft());
  EXPECT_FALSE(cache.Find(KeyOf('a')));
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(ArtifactCacheTest, KeepsNothingWhereTheFolderCannotBe) {
  std::ofstream(folder_.Path("artifacts")) << "a file";
  ArtifactCache cache = Open();
  EXPECT_FALSE(cache.MakeDraft());
  EXPECT_FALSE(cache.Find(KeyOf('a')));
}

TEST_F(ArtifactCacheTest, RemovesWhatAKilledServerLeft) {
  {
    ArtifactCache cache = Open();
    Keep(cache, KeyOf('a'), "program");
  }
  std::ofstream(PathOf("new-AbCdEf")) << "half";
  std::ofstream(PathOf("README")) << "not ours";
  ArtifactCache cache = Open();
  EXPECT_TRUE(cache.Find(KeyOf('a')));
  EXPECT_THAT(Files(), ::testing::UnorderedElementsAre(KeyOf('a'), "README"));
}

TEST_F(ArtifactCacheTest, DropsWhatIsDamaged) {
  const auto damage = [this](const std::function<void(const fs::path&)>& how) {
    {
      ArtifactCache cache = Open();
      Keep(cache, KeyOf('a'), "a program of some length", true, CompilerSays("out"));
    }
    how(PathOf(KeyOf('a')));
    ArtifactCache cache = Open();
    EXPECT_FALSE(cache.Find(KeyOf('a')));
    EXPECT_THAT(Files(), IsEmpty());
    EXPECT_EQ(cache.Counts().bytes, 0U);
  };
  const auto overwrite = [](std::uint64_t offset, std::uint64_t end_offset) {
    return [=](const fs::path& path) {
      std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(offset != 0 ? offset : fs::file_size(path) - end_offset)).put('#');
    };
  };
  damage([](const fs::path& path) { fs::resize_file(path, fs::file_size(path) - 1); });
  damage([](const fs::path& path) { fs::resize_file(path, ArtifactHeader::kBytes - 1); });
  damage([](const fs::path& path) { fs::resize_file(path, 0); });
  damage([](const fs::path& path) { fs::resize_file(path, fs::file_size(path) + 1); });
  damage(overwrite(5, 0));                           // the format
  damage(overwrite(30, 0));                          // a length
  damage(overwrite(ArtifactHeader::kBytes - 1, 0));  // the digest
  damage(overwrite(ArtifactHeader::kBytes + 3, 0));  // the artifact
  damage(overwrite(0, 1));                           // what the compiler said
  damage([](const fs::path& path) { fs::remove(path); });
}

TEST_F(ArtifactCacheTest, AnUnfinishedDraftLeavesNothing) {
  ArtifactCache cache = Open();
  {
    const auto draft = cache.MakeDraft();
    EXPECT_THAT(Files(), IsEmpty()) << "before it is known that there is an artifact";
    draft->Begin(10, true);
    draft->Append("12345");
    EXPECT_FALSE(draft->IsComplete());
    EXPECT_EQ(Files().size(), 1U);
  }
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(ArtifactCacheTest, ADraftThatCannotBeWrittenIsNoFaultOfTheRun) {
  ArtifactCache cache = Open();
  const auto draft = cache.MakeDraft();
  fs::remove(folder_.Path("artifacts"));
  draft->Begin(3, true);
  draft->Append("abc");
  EXPECT_TRUE(draft->IsComplete());
  cache.Keep(KeyOf('a'), *draft, {});
  EXPECT_FALSE(cache.Find(KeyOf('a')));
  EXPECT_EQ(cache.Counts().bytes, 0U);
}

TEST_F(ArtifactCacheTest, ManyThreadsShareIt) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 50;
  ArtifactCache cache = Open({.bytes_max = 4 * kBlockBytes});
  const auto bytes_of = [](char digit) { return std::string(1000, digit); };
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int round = 0; round < kRounds; ++round) {
        const char digit = "abcdef"[(thread + round) % 6];
        if (const auto artifact = cache.Find(KeyOf(digit))) {
          EXPECT_EQ(BytesOf(*artifact), bytes_of(digit));
        } else {
          Keep(cache, KeyOf(digit), bytes_of(digit));
        }
      }
    });
  }
  threads.clear();
  EXPECT_LE(cache.Counts().bytes, 4 * kBlockBytes);
  EXPECT_EQ(Files().size() * kBlockBytes, cache.Counts().bytes);
}

}  // namespace
}  // namespace code_runner::execution
