#include "execution/sandbox_reaper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>

#include "core/execution/sandbox_engine.h"

namespace code_runner::execution {
namespace {

using std::chrono::milliseconds;
using testing::Always;
using testing::FakeConnection;
using testing::FakeRequest;
using ::testing::HasSubstr;

constexpr milliseconds kNever{600'000};
constexpr milliseconds kSoon{1};

std::string Container(const std::string& id, const std::string& claim) {
  return R"({"Id":")" + id + R"(","State":"created","Created":4000000000,"Labels":{"code-runner.claim":")" + claim +
         R"("}})";
}

class SandboxReaperTest : public ::testing::Test {
 protected:
  testing::SandboxEngine engine_;
  docker::Client client_{engine_.Options()};
};

TEST_F(SandboxReaperTest, SweepsWhatAFormerServerLeftAtOnce) {
  engine_.On("GET /containers/json", Always(200, "[" + Container("left", "of another process") + "]"));
  SandboxReaper reaper(client_, {"me", kNever, kNever});
  reaper.Start();
  engine_.AwaitRequests("DELETE /containers/left", 1);
  EXPECT_THAT(engine_.Requests("GET /containers/json").front().query, HasSubstr("code-runner.instance%3Dme"));
}

TEST_F(SandboxReaperTest, SweepsOnlyWhatNobodyClaims) {
  SandboxReaper reaper(client_, {"me", kSoon, kNever});
  const std::string claim = reaper.Claim();
  const std::string other = reaper.Claim();
  EXPECT_NE(claim, other);
  reaper.Release(other);
  engine_.On("GET /containers/json",
             Always(200, "[" + Container("mine", claim) + "," + Container("lost", other) + "]"));
  reaper.Start();
  engine_.AwaitRequests("DELETE /containers/lost", 2);
  EXPECT_EQ(engine_.Count("DELETE /containers/mine"), 0U);
}

TEST_F(SandboxReaperTest, LooksSoonForWhatMayHaveBeenCreated) {
  SandboxReaper reaper(client_, {"me", kNever, kNever, kSoon});
  const std::string claim = reaper.Claim();
  engine_.On("GET /containers/json", Always(200, "[" + Container("unsure", claim) + "]"));
  reaper.Start();
  engine_.AwaitRequests("GET /containers/json", 1);
  EXPECT_EQ(engine_.Count("DELETE /containers/unsure"), 0U);
  reaper.Doubt(claim);
  engine_.AwaitRequests("DELETE /containers/unsure", 1);
}

TEST_F(SandboxReaperTest, RemovesWhatIsDiscarded) {
  SandboxReaper reaper(client_, {"me", kNever, kNever});
  engine_.On("DELETE /containers/c1", Always(409, "{}"));
  engine_.On("DELETE /containers/c2", Always(500, "{}"));
  reaper.Start();
  for (const char* id : {"c1", "c2", "c3"}) reaper.Discard(reaper.Claim(), id);
  engine_.AwaitRequests("DELETE /containers/c3", 1);
  EXPECT_EQ(engine_.Count("DELETE /containers/*"), 3U);
}

TEST_F(SandboxReaperTest, RemovesEverythingAtTheEnd) {
  SandboxReaper reaper(client_, {"me", kNever, kNever});
  reaper.Start();
  engine_.AwaitRequests("GET /containers/json", 1);
  engine_.On("GET /containers/json", Always(200, "[" + Container("claimed", reaper.Claim()) + "]"));
  reaper.Stop();
  EXPECT_EQ(engine_.Count("DELETE /containers/claimed"), 1U);
}

TEST_F(SandboxReaperTest, DoesNotWaitForAnEngineThatHangs) {
  engine_.OnConnection("GET /containers/json",
                       [](const FakeRequest&, FakeConnection& connection) { connection.ReadUntilClosed(); });
  SandboxReaper reaper(client_, {"me", kNever, kSoon});
  reaper.Start();
  engine_.AwaitRequests("GET /containers/json", 1);
  const auto start = std::chrono::steady_clock::now();
  reaper.Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));  // a call may take 30
}

}  // namespace
}  // namespace code_runner::execution
