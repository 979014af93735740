#include "base/file_descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <utility>

namespace code_runner {
namespace {

FileDescriptor Open() {
  return FileDescriptor(::eventfd(0, EFD_CLOEXEC));
}

bool IsOpen(int fd) {
  return ::fcntl(fd, F_GETFD) >= 0;
}

TEST(FileDescriptorTest, HoldsNothingAtFirst) {
  const FileDescriptor none;
  EXPECT_FALSE(none);
  EXPECT_EQ(none.Get(), -1);
}

TEST(FileDescriptorTest, ClosesAtItsEnd) {
  int fd = -1;
  {
    const FileDescriptor held = Open();
    fd = held.Get();
    ASSERT_TRUE(held);
    EXPECT_TRUE(IsOpen(fd));
  }
  EXPECT_FALSE(IsOpen(fd));
}

TEST(FileDescriptorTest, MovingHandsItOver) {
  FileDescriptor from = Open();
  const int fd = from.Get();
  FileDescriptor to(std::move(from));
  EXPECT_EQ(to.Get(), fd);
  EXPECT_EQ(from.Release(), -1);  // NOLINT(bugprone-use-after-move): that is the point
  EXPECT_TRUE(IsOpen(fd));
}

TEST(FileDescriptorTest, AssigningClosesWhatWasHeld) {
  FileDescriptor held = Open();
  const int old = held.Get();
  FileDescriptor other = Open();
  const int kept = other.Get();
  held = std::move(other);
  EXPECT_FALSE(IsOpen(old));
  EXPECT_EQ(held.Get(), kept);
  EXPECT_TRUE(IsOpen(kept));
}

TEST(FileDescriptorTest, AssigningToItselfKeepsIt) {
  FileDescriptor held = Open();
  FileDescriptor& same = held;
  held = std::move(same);
  EXPECT_TRUE(IsOpen(held.Get()));
}

TEST(FileDescriptorTest, ReleaseGivesItAway) {
  FileDescriptor held = Open();
  const int fd = held.Release();
  EXPECT_FALSE(held);
  EXPECT_TRUE(IsOpen(fd));
  held.Reset(fd);
  held.Reset();
  EXPECT_FALSE(IsOpen(fd));
}

}  // namespace
}  // namespace code_runner
