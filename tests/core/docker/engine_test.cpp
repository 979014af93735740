// Against the real engine at DOCKER_HOST or the default socket.
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "core/docker/tls_proxy.h"
#include "docker/client.h"
#include "docker/tar.h"

namespace code_runner::docker {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::Certificates;
using testing::TlsProxy;

constexpr char kBaseImage[] = "debian:trixie-slim";
constexpr char kOwnerLabel[] = "code-runner.test";
constexpr milliseconds kLongEnough{30'000};

std::string EngineHost() {
  const char* host = std::getenv("DOCKER_HOST");
  return host != nullptr ? host : "/var/run/docker.sock";
}

Endpoint EngineEndpoint() {
  const char* cert_dir = std::getenv("DOCKER_CERT_PATH");
  return *Endpoint::Parse(EngineHost(), cert_dir != nullptr ? cert_dir : "");
}

// All that a test makes carries this label, with a value of the process's own.
Labels OwnLabels() {
  return {{kOwnerLabel, std::to_string(::getpid())}};
}

bool WaitFor(const AttachStream& stream, short events) {
  pollfd descriptor{stream.PollFd(), events, 0};
  return ::poll(&descriptor, 1, static_cast<int>(kLongEnough.count())) == 1;
}

class EngineTest : public ::testing::Test {
 protected:
  EngineTest() : client_({.endpoint = EngineEndpoint()}) {}

  void SetUp() override {
    if (const Status ping = client_.Ping(); !ping.ok()) GTEST_SKIP() << "no engine: " << ping.error().LogText();
  }

  void TearDown() override {
    const auto containers = client_.ListContainers(OwnLabels());
    if (!containers.ok()) return;
    for (const ContainerSummary& container : *containers) EXPECT_TRUE(client_.RemoveContainer(container.id).ok());
    EXPECT_TRUE(VanishesInTime());
    for (const std::string& image : images_) EXPECT_TRUE(client_.RemoveImage(image).ok());
  }

  bool HasBaseImage() { return client_.InspectImage(kBaseImage).ok(); }

  // An image that runs `command`, which is JSON; removed after the test.
  Result<std::string> Build(const std::string& command, const std::string& setup = "") {
    const std::string tag = "code-runner-test-" + std::to_string(::getpid()) + ":" + std::to_string(images_.size());
    const std::string dockerfile = std::string("FROM ") + kBaseImage + "\n" + setup + "CMD " + command + "\n";
    Result<std::string> id = client_.BuildImage(*MakeTar({{"Dockerfile", dockerfile}}), {tag, OwnLabels()},
                                                [this](std::string_view text) { build_output_ += text; });
    if (id.ok()) images_.push_back(tag);
    return id;
  }

  static ContainerSpec Spec(const std::string& image) {
    return {.image = image,
            .labels = OwnLabels(),
            .network_disabled = true,
            .memory_bytes = 64 * 1024 * 1024,
            .nano_cpus = 1'000'000'000,
            .cpu_shares = 512,
            .pids_limit = 64,
            .shm_bytes = 1024 * 1024,
            .tmpfs = {{"/tmp", "rw,exec,nosuid,nodev,size=1048576"}},
            .cap_drop = {"ALL"},
            .security_opt = {"no-new-privileges"}};
  }

  // The other end's output, until `size` bytes have come or the stream has ended.
  static std::string ReceiveOut(AttachStream& stream, std::size_t size) {
    std::string out;
    while (out.size() < size) {
      const Result<AttachOutput> output = stream.Receive();
      if (!output.ok() || output->closed) break;
      out += output->out;
      if (output->out.empty() && !WaitFor(stream, POLLIN)) break;
    }
    return out;
  }

  static bool WaitUntilClosed(AttachStream& stream) {
    while (true) {
      const Result<AttachOutput> output = stream.Receive();
      if (!output.ok()) return false;
      if (output->closed) return true;
      if (output->out.empty() && output->err.empty() && !WaitFor(stream, POLLIN)) return false;
    }
  }

  bool VanishesInTime() {
    const auto deadline = steady_clock::now() + kLongEnough;
    while (steady_clock::now() < deadline) {
      const auto containers = client_.ListContainers(OwnLabels());
      if (containers.ok() && containers->empty()) return true;
    }
    return false;
  }

  static void ExpectEcho(Client& client, const std::string& image, std::size_t size) {
    const Result<std::string> id = client.CreateContainer(Spec(image));
    ASSERT_TRUE(id.ok()) << id.error().LogText();
    Result<AttachStream> stream = client.Attach(*id);
    ASSERT_TRUE(stream.ok()) << stream.error().LogText();
    const Status started = client.StartContainer(*id);
    ASSERT_TRUE(started.ok()) << started.error().LogText();
    std::string text(size, 'e');
    std::string echoed;
    std::string_view left = text;
    while (echoed.size() < size) {
      const Result<std::size_t> sent = stream->Send(left);
      ASSERT_TRUE(sent.ok()) << sent.error().LogText();
      left.remove_prefix(*sent);
      const Result<AttachOutput> output = stream->Receive();
      ASSERT_TRUE(output.ok() && !output->closed);
      echoed += output->out;
      if (*sent == 0 && output->out.empty()) {
        const short events = static_cast<short>(left.empty() ? POLLIN : POLLIN | POLLOUT);
        ASSERT_TRUE(WaitFor(*stream, events));
      }
    }
    EXPECT_TRUE(echoed == text);
  }

  Client client_;
  std::string build_output_;
  std::vector<std::string> images_;
};

TEST_F(EngineTest, TellsAboutItself) {
  const Result<EngineInfo> info = client_.Info();
  ASSERT_TRUE(info.ok()) << info.error().LogText();
  EXPECT_FALSE(info->version.empty());
  EXPECT_TRUE(info->api_version.starts_with("1.4"));
  EXPECT_TRUE(info->cgroup_version == "1" || info->cgroup_version == "2");
  EXPECT_FALSE(info->runtimes.empty());
  EXPECT_GT(info->cpus, 0U);
  EXPECT_GT(info->memory_bytes, 0U);
}

TEST_F(EngineTest, DoesNotHaveWhatWasNeverMade) {
  EXPECT_EQ(client_.InspectImage("code-runner-test-no-such").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(client_.CreateContainer(Spec("code-runner-test-no-such")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(client_.StartContainer("code-runner-test-no-such").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(client_.Attach("code-runner-test-no-such").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(client_.InspectNetwork("code-runner-test-no-such").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(client_.RemoveContainer("code-runner-test-no-such").ok());
}

TEST_F(EngineTest, BuildsAndInspectsAnImage) {
  if (!HasBaseImage()) GTEST_SKIP() << "there is no image " << kBaseImage;
  const Result<std::string> id = Build(R"(["cat"])", "RUN echo gr\xc3\xbc\xc3\x9f dich\n");
  ASSERT_TRUE(id.ok()) << id.error().LogText();
  EXPECT_NE(build_output_.find("gr\xc3\xbc\xc3\x9f dich\n"), std::string::npos);
  const Result<ImageInfo> image = client_.InspectImage(images_.front());
  ASSERT_TRUE(image.ok()) << image.error().LogText();
  EXPECT_EQ(image->id, *id);
  EXPECT_EQ(image->labels.at(kOwnerLabel), OwnLabels().at(kOwnerLabel));
  EXPECT_GT(image->size_bytes, 0U);
}

TEST_F(EngineTest, SaysHowABuildFailed) {
  if (!HasBaseImage()) GTEST_SKIP() << "there is no image " << kBaseImage;
  const Result<std::string> id = Build(R"(["cat"])", "RUN echo the reason; exit 7\n");
  ASSERT_FALSE(id.ok());
  EXPECT_EQ(id.error().code, ErrorCode::kDockerError);
  EXPECT_NE(id.error().message.find("the reason\n"), std::string::npos) << id.error().message;
  EXPECT_NE(id.error().message.find("code: 7"), std::string::npos) << id.error().message;
}

TEST_F(EngineTest, StopsABuild) {
  if (!HasBaseImage()) GTEST_SKIP() << "there is no image " << kBaseImage;
  std::stop_source source;
  const auto context = MakeTar({{"Dockerfile", std::string("FROM ") + kBaseImage + "\nRUN echo here && sleep 300\n"}});
  const Result<std::string> id = client_.BuildImage(
      *context, {"code-runner-test-stopped", OwnLabels()},
      [&](std::string_view text) {
        if (text == "here\n") source.request_stop();
      },
      source.get_token());
  ASSERT_FALSE(id.ok());
  EXPECT_EQ(id.error().code, ErrorCode::kCancelled);
}

TEST_F(EngineTest, EchoesAndVanishesWhenTheStreamIsClosed) {
  if (!HasBaseImage()) GTEST_SKIP() << "there is no image " << kBaseImage;
  ASSERT_TRUE(Build(R"(["cat"])").ok());
  {
    const Result<std::string> id = client_.CreateContainer(Spec(images_.front()));
    ASSERT_TRUE(id.ok()) << id.error().LogText();
    Result<AttachStream> stream = client_.Attach(*id);
    ASSERT_TRUE(stream.ok()) << stream.error().LogText();
    ASSERT_TRUE(client_.StartContainer(*id).ok());
    ASSERT_TRUE(client_.StartContainer(*id).ok());
    ASSERT_EQ(*stream->Send("hello\n"), 6U);
    EXPECT_EQ(ReceiveOut(*stream, 6), "hello\n");
    const auto containers = client_.ListContainers(OwnLabels());
    ASSERT_TRUE(containers.ok());
    ASSERT_EQ(containers->size(), 1U);
    EXPECT_EQ(containers->front().id, *id);
    EXPECT_EQ(containers->front().state, "running");
    EXPECT_TRUE(client_.ListContainers({{kOwnerLabel, "nobody"}})->empty());
    EXPECT_EQ(client_.RemoveImage(images_.front()).error().code, ErrorCode::kConflict);
  }
  EXPECT_TRUE(VanishesInTime());
}

TEST_F(EngineTest, CarriesMegabytes) {
  if (!HasBaseImage()) GTEST_SKIP() << "there is no image " << kBaseImage;
  ASSERT_TRUE(Build(R"(["cat"])").ok());
  ExpectEcho(client_, images_.front(), 5'000'000);
}

TEST_F(EngineTest, CarriesMegabytesOverTls) {
  if (!HasBaseImage()) GTEST_SKIP() << "there is no image " << kBaseImage;
  if (EngineEndpoint().unix_socket.empty()) GTEST_SKIP() << "the engine is not at a local socket";
  ASSERT_TRUE(Build(R"(["cat"])").ok());
  const Certificates certificates;
  const TlsProxy proxy(certificates, EngineEndpoint().unix_socket);
  Client client({.endpoint = *Endpoint::Parse(proxy.Host(), certificates.ClientDir())});
  ExpectEcho(client, images_.front(), 5'000'000);
}

TEST_F(EngineTest, RemembersAnEndForWantOfMemory) {
  if (!HasBaseImage()) GTEST_SKIP() << "there is no image " << kBaseImage;
  ASSERT_TRUE(Build(R"(["tail", "/dev/zero"])").ok());
  const auto since = std::chrono::system_clock::now();
  const Result<std::string> id = client_.CreateContainer(Spec(images_.front()));
  ASSERT_TRUE(id.ok()) << id.error().LogText();
  Result<AttachStream> stream = client_.Attach(*id);
  ASSERT_TRUE(stream.ok());
  ASSERT_TRUE(client_.StartContainer(*id).ok());
  ASSERT_TRUE(WaitUntilClosed(*stream));
  ASSERT_TRUE(VanishesInTime());
  const Result<ContainerEnd> end = client_.FindContainerEnd(*id, since);
  ASSERT_TRUE(end.ok()) << end.error().LogText();
  EXPECT_TRUE(end->out_of_memory);
  EXPECT_EQ(end->exit_code, 137);
}

TEST_F(EngineTest, CreatesInspectsAndRemovesANetwork) {
  const std::string name = "code-runner-test-" + std::to_string(::getpid());
  const NetworkSpec spec{name, OwnLabels(), {{"com.docker.network.bridge.enable_icc", "false"}}};
  const Result<std::string> id = client_.CreateNetwork(spec);
  ASSERT_TRUE(id.ok()) << id.error().LogText();
  EXPECT_EQ(client_.CreateNetwork(spec).error().code, ErrorCode::kConflict);
  const Result<NetworkInfo> network = client_.InspectNetwork(name);
  ASSERT_TRUE(network.ok()) << network.error().LogText();
  EXPECT_EQ(network->id, *id);
  EXPECT_FALSE(network->subnets.empty());
  EXPECT_EQ(network->labels, OwnLabels());
  EXPECT_TRUE(client_.RemoveNetwork(name).ok());
  EXPECT_EQ(client_.InspectNetwork(name).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace code_runner::docker
