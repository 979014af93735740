#include "execution/sandbox_shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/image/fake_runtime.h"
#include "execution/cell_profile.h"
#include "execution/default_limits.h"

namespace code_runner::execution {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr Limits kLimits{std::chrono::seconds(5), 64 << 20, 512, 1 << 20, false};
const SandboxPolicy kPolicy{"me", 1.5, 100, "runsc"};

SandboxShape Shape(bool network = false) {
  Limits limits = kLimits;
  limits.network = network;
  return MakeShape(testing::MakeAlpha(), "sha256:x", limits);
}

TEST(SandboxShape, IsWhatTheRuntimeAndTheLimitsSay) {
  const SandboxShape shape = Shape();
  EXPECT_EQ(shape, (SandboxShape{"sha256:x", "alpha", "/work", "/skeleton", 64 << 20, 512, 1 << 20, false}));
  EXPECT_NE(shape, Shape(true));
}

TEST(SandboxShape, GivesNoMoreThanTheAgentNeeds) {
  const docker::ContainerSpec spec = MakeContainerSpec(Shape(), kPolicy, 8, "net");
  EXPECT_THAT(spec.cap_drop, ElementsAre("ALL"));
  EXPECT_THAT(spec.cap_add, UnorderedElementsAre("SETUID", "SETGID", "SETPCAP", "KILL"));
  EXPECT_THAT(spec.security_opt, ElementsAre("no-new-privileges"));
  EXPECT_TRUE(spec.read_only_root);
  EXPECT_TRUE(spec.auto_remove);
  EXPECT_EQ(spec.oci_runtime, "runsc");
  EXPECT_EQ(spec.image, "sha256:x");
  EXPECT_THAT(spec.labels,
              UnorderedElementsAre(Pair("code-runner.managed", "true"), Pair("code-runner.runtime", "alpha"),
                                   Pair("code-runner.instance", "me")));
}

TEST(SandboxShape, HasTheHostNameOfWhoseNetworkItShares) {
  EXPECT_EQ(MakeContainerSpec(Shape(true), kPolicy, 8, "net").hostname, "sandbox");
  const docker::ContainerSpec spec = MakeContainerSpec(Shape(true), kPolicy, 8, "container:c1");
  EXPECT_EQ(spec.network_mode, "container:c1");
  EXPECT_FALSE(spec.network_disabled);
  EXPECT_TRUE(spec.hostname.empty());
}

TEST(SandboxShape, GivesAgentsThatMakeCellsNoCapabilityMore) {
  SandboxPolicy policy = kPolicy;
  policy.cells = true;
  const docker::ContainerSpec single = MakeContainerSpec(Shape(), kPolicy, 8, "net");
  const docker::ContainerSpec cells = MakeContainerSpec(Shape(), policy, 8, "net");
  EXPECT_EQ(cells.cap_drop, single.cap_drop);
  EXPECT_EQ(cells.cap_add, single.cap_add);
  EXPECT_THAT(cells.security_opt, ElementsAre("no-new-privileges", "seccomp=" + CellProfile()));
  EXPECT_TRUE(cells.bare_system_paths);
  EXPECT_FALSE(single.bare_system_paths);
  EXPECT_TRUE(cells.read_only_root);
  EXPECT_THAT(cells.args, ElementsAre("cells"));
  EXPECT_THAT(MakeContainerSpec(Shape(true), policy, 8, "net").args, ElementsAre("cells-in-network"));
  EXPECT_THAT(single.args, IsEmpty());
  EXPECT_EQ(cells.pids_limit, single.pids_limit + 1);
}

TEST(SandboxShape, BoundsEveryResource) {
  const docker::ContainerSpec spec = MakeContainerSpec(Shape(), kPolicy, 8, "net");
  EXPECT_EQ(spec.memory_bytes, 64U << 20);
  EXPECT_EQ(spec.nano_cpus, 1'500'000'000U);
  EXPECT_EQ(spec.cpu_shares, 512U);
  EXPECT_EQ(spec.pids_limit, 102);
  EXPECT_EQ(spec.shm_bytes, 1U << 20);
  ASSERT_EQ(spec.tmpfs.size(), 3U);
  EXPECT_EQ(spec.tmpfs[0].path, "/tmp");
  EXPECT_EQ(spec.tmpfs[0].options, "rw,exec,nosuid,nodev,size=1048576,uid=1001,gid=1001,mode=1777");
  EXPECT_EQ(spec.tmpfs[1].path, "/metadata");
  EXPECT_EQ(spec.tmpfs[1].options, "rw,exec,nosuid,nodev,size=1048576,uid=1001,gid=1001,mode=755");
  EXPECT_EQ(spec.tmpfs[2].path, "/work");
}

TEST(SandboxShape, HasNoMoreProcessorsThanTheHost) {
  EXPECT_EQ(MakeContainerSpec(Shape(), kPolicy, 1, "").nano_cpus, 1'000'000'000U);
}

TEST(SandboxShape, IsOnTheNetworkOnlyWhenAsked) {
  EXPECT_TRUE(MakeContainerSpec(Shape(false), kPolicy, 1, "net").network_disabled);
  EXPECT_EQ(MakeContainerSpec(Shape(false), kPolicy, 1, "net").network_mode, "");
  EXPECT_FALSE(MakeContainerSpec(Shape(true), kPolicy, 1, "net").network_disabled);
  EXPECT_EQ(MakeContainerSpec(Shape(true), kPolicy, 1, "net").network_mode, "net");
}

TEST(DefaultLimits, FollowTheRuntimesAdviceUpToTheCeilings) {
  RequestBounds bounds;
  const Limits advised = DefaultLimits(bounds, testing::MakeAlpha());
  EXPECT_EQ(advised.memory_bytes, 64U << 20);
  EXPECT_EQ(advised.timeout, std::chrono::seconds(7));
  EXPECT_EQ(advised.disk_bytes, bounds.default_disk_bytes);
  bounds.max_memory_bytes = 32 << 20;
  bounds.max_timeout = std::chrono::seconds(3);
  EXPECT_EQ(DefaultLimits(bounds, testing::MakeAlpha()).memory_bytes, 32U << 20);
  EXPECT_EQ(DefaultLimits(bounds, testing::MakeAlpha()).timeout, std::chrono::seconds(3));
}

}  // namespace
}  // namespace code_runner::execution
