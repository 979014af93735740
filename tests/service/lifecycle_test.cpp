// What is left when the server, its clients or the engine go away, and how much memory it takes.
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <future>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "support/containers.h"
#include "support/eventually.h"
#include "support/service.h"

namespace code_runner::testing {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kMebibyte = 1 << 20;
constexpr const char* kPythonOnly = "python";
// Longer than any test: such a program is ended by something else than itself.
constexpr const char* kSleepsForEver = "import time\ntime.sleep(250)";

Poco::JSON::Object Program(const std::string& code) {
  Poco::JSON::Object request;
  request.set("code", code);
  request.set("timeout", 280);
  return request;
}

std::size_t StatusKilobytes(pid_t pid, const std::string& field) {
  std::ifstream stream("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with(field + ":")) return std::strtoul(line.c_str() + field.size() + 1, nullptr, 10);
  }
  return 0;
}

class LifecycleTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string reason = WhyNoDocker(); !reason.empty()) GTEST_SKIP() << reason;
  }

  static Service::Settings PythonWith(Service::Settings more = {}) {
    more.insert({{"RUNTIMES", kPythonOnly}, {"WARM_POOL", "python=1"}});
    return more;
  }
};

TEST_F(LifecycleTest, KilledServerLeavesNothingBehindAndTheNextServesAtOnce) {
  const TempDir state;
  const Service::Settings settings =
      PythonWith({{"STATE_DIR", state.Path("state")}, {"WARM_POOL", "python=2"}, {"POOL_MAX_SANDBOXES", "2"}});
  std::string instance;
  {
    Service service(settings);
    ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
    std::getline(std::ifstream(state.Path("state/instance")), instance);
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) {
      clients.emplace_back([&service] { EXPECT_ANY_THROW(service.Run(Program(kSleepsForEver))); });
    }
    EXPECT_TRUE(Eventually(
        [&] {
          const Containers now = Containers::Of(instance);
          return now.Count() == 14 && now.AllRun();
        },
        60s))
        << "4 that run, 2 that wait, the holders of their networks, and 2 to spare";
    service.Signal(SIGKILL);
    const auto killed = Clock::now();
    EXPECT_EQ(service.WaitForExit(10s), 128 + SIGKILL);
    EXPECT_TRUE(Eventually([&] { return Containers::Of(instance).Count() == 0; }, 10s));
    RecordProperty("milliseconds_until_gone", static_cast<int>((Clock::now() - killed) / 1ms));
    for (std::thread& client : clients) client.join();
  }
  Service next(settings);
  const HttpAnswer answer = next.Run(Program("print('again')"));
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.Json()->getValue<std::string>("stdout"), "again\n");
}

TEST_F(LifecycleTest, GracefulStopFinishesWhatRunsAndRefusesWhatIsNew) {
  Service service(PythonWith());
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  const std::string instance = service.InstanceId();
  Poco::Net::StreamSocket idle(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(service.Port())));
  auto running = std::async(std::launch::async, [&service] {
    return service.Run(Program("import time\nprint('begun', flush=True)\ntime.sleep(3)\nprint('done')"));
  });
  ASSERT_TRUE(Eventually([&] { return Containers::Of(instance).Sandboxes().size() >= 2; }, 60s));
  service.Signal(SIGTERM);
  ASSERT_TRUE(service.WaitForLog("event=stopping"));
  try {
    const HttpAnswer refused = service.Run(Program("print(1)"));
    EXPECT_EQ(refused.status, 503) << refused.body;
    EXPECT_TRUE(refused.headers.contains("retry-after"));
  } catch (const Poco::Exception&) {
    // It does not listen any more: that is a refusal, too.
  }
  const HttpAnswer answer = running.get();
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.Json()->getValue<std::string>("stdout"), "begun\ndone\n");
  EXPECT_EQ(service.WaitForExit(60s), EXIT_SUCCESS) << service.LogText();
  // What was removed may be listed until the engine has done it.
  EXPECT_TRUE(Eventually([&] { return Containers::Of(instance).Count() == 0; }, 10s));
}

TEST_F(LifecycleTest, ClientThatGoesAwayEndsItsRun) {
  Service service(PythonWith({{"WARM_POOL", "none"}}));
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  const std::string instance = service.InstanceId();
  {
    std::ostringstream body;
    Program(kSleepsForEver).stringify(body);
    const std::string text = body.str();
    Poco::Net::StreamSocket client(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(service.Port())));
    const std::string request =
        "POST /run HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(text.size()) + "\r\n\r\n" + text;
    client.sendBytes(request.data(), static_cast<int>(request.size()));
    ASSERT_TRUE(Eventually([&] { return Containers::Of(instance).Sandboxes().size() == 1; }, 60s));
  }
  // As the run's status, or, when its sandbox was still being started, as the reason why there was none.
  EXPECT_TRUE(service.WaitForLog("=cancelled", 1, 10s)) << service.LogText();
  EXPECT_TRUE(Eventually([&] { return Containers::Of(instance).Sandboxes().empty(); }, 10s));
}

TEST_F(LifecycleTest, MemoryStaysSmallWhateverProgramsPrint) {
  constexpr int kPrograms = 20;
  Service service(PythonWith());
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  const std::size_t idle_bytes = ResidentBytes(service.Pid());
  EXPECT_LT(idle_bytes, 40 * kMebibyte);
  std::vector<std::thread> clients;
  for (int i = 0; i < kPrograms; ++i) {
    clients.emplace_back([&service] {
      const HttpAnswer answer =
          service.Run(Program("import sys\nfor _ in range(50): sys.stdout.write('x' * 1048575 + '\\n')"));
      EXPECT_EQ(answer.status, 200) << answer.body.substr(0, 300);
      EXPECT_NE(answer.body.find("\"stdout_bytes\":52428800"), std::string::npos);
      EXPECT_NE(answer.body.find("\"stdout_truncated\":true"), std::string::npos);
    });
  }
  for (std::thread& client : clients) client.join();
  const std::size_t peak_bytes = StatusKilobytes(service.Pid(), "VmHWM") * 1024;
  EXPECT_LT(peak_bytes, 120 * kMebibyte);
  RecordProperty("idle_kilobytes", static_cast<int>(idle_bytes / 1024));
  RecordProperty("peak_kilobytes", static_cast<int>(peak_bytes / 1024));
}

TEST_F(LifecycleTest, HalfSentRequestsKeepNobodyOut) {
  Service service(PythonWith());
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  const Poco::Net::SocketAddress address("127.0.0.1", static_cast<Poco::UInt16>(service.Port()));
  std::vector<Poco::Net::StreamSocket> half_sent;
  for (int i = 0; i < 300; ++i) {
    half_sent.emplace_back(address);
    const std::string part = "POST /run HTTP/1.1\r\nHost: te";
    half_sent.back().sendBytes(part.data(), static_cast<int>(part.size()));
  }
  const HttpAnswer answer = service.Run(Program("print('served')"));
  EXPECT_EQ(answer.status, 200) << answer.body;
}

TEST_F(LifecycleTest, TwoServersDoNotShareAStateFolder) {
  const TempDir state;
  const Service::Settings settings = PythonWith({{"STATE_DIR", state.Path("state")}});
  Service first(settings);
  Service second(settings, Service::Expect::kExit);
  EXPECT_EQ(second.WaitForExit(30s), EXIT_FAILURE);
  EXPECT_NE(second.LogText().find("in use by another server"), std::string::npos) << second.LogText();
}

TEST_F(LifecycleTest, DeletedImageIsBuiltAgain) {
  Service service({{"RUNTIMES", "bun"}, {"WARM_POOL", "none"}});
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  docker::Client client = EngineClient();
  const auto removed = client.RemoveImage("code-runner-bun");
  if (!removed) GTEST_SKIP() << "the image is in use by another server: " << removed.error().LogText();
  Poco::JSON::Object request = Program("console.log('back')");
  request.set("image", "bun");
  const HttpAnswer answer = service.Run(request);
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.Json()->getValue<std::string>("stdout"), "back\n");
}

// An engine that takes connections and never says a word.
class SilentEngine {
 public:
  SilentEngine() : path_(folder_.Path("docker.sock")), socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof(address.sun_path) - 1);
    if (::bind(socket_.Get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
        ::listen(socket_.Get(), SOMAXCONN) != 0) {
      throw std::system_error(errno, std::generic_category(), path_);
    }
  }
  const std::string& Path() const { return path_; }

 private:
  TempDir folder_;
  std::string path_;
  FileDescriptor socket_;
};

TEST(HangingEngineTest, HealthStillAnswersAndRunsAreRefused) {
  const SilentEngine engine;
  Service service({{"DOCKER_HOST", "unix://" + engine.Path()}, {"RUNTIMES", kPythonOnly}});
  const auto asked = Clock::now();
  const HttpAnswer health = service.Get("/health");
  EXPECT_LT(Clock::now() - asked, 2s) << "promised by the contract";
  EXPECT_EQ(health.status, 200);
  EXPECT_EQ(health.Json()->getValue<std::string>("status"), "degraded");
  EXPECT_FALSE(health.Json()->getValue<bool>("docker_connected"));
  Poco::JSON::Object request = Program("print(1)");
  request.set("timeout", 2);
  const HttpAnswer refused = service.Run(request);
  EXPECT_EQ(refused.status, 503) << refused.body;
  EXPECT_TRUE(refused.headers.contains("retry-after"));
}

}  // namespace
}  // namespace code_runner::testing
