#include "docker/attach_stream.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <future>
#include <latch>
#include <optional>

#include "core/docker/tls_proxy.h"
#include "docker/client.h"
#include "support/fake_engine.h"

namespace code_runner::docker {
namespace {

using std::chrono::milliseconds;
using testing::Certificates;
using testing::FakeConnection;
using testing::FakeEngine;
using testing::FakeRequest;
using testing::FakeResponse;
using testing::Frame;
using testing::kStderr;
using testing::kStdout;
using testing::TlsProxy;

constexpr milliseconds kNeverExpires{60'000};
constexpr milliseconds kSurelyExpires{50};
constexpr char kAttach[] = "POST /containers/*/attach";

bool WaitFor(const AttachStream& stream, short events) {
  pollfd descriptor{stream.PollFd(), events, 0};
  return ::poll(&descriptor, 1, static_cast<int>(kNeverExpires.count())) == 1;
}

// All output until the stream has ended.
Result<AttachOutput> ReceiveAll(AttachStream& stream) {
  AttachOutput all;
  while (true) {
    Result<AttachOutput> output = stream.Receive();
    if (!output.ok()) return output;
    all.out += output->out;
    all.err += output->err;
    all.closed = output->closed;
    if (all.closed) return all;
    if (output->out.empty() && output->err.empty() && !WaitFor(stream, POLLIN)) return all;
  }
}

// Sends all of `bytes`, every time from another place in memory.
void SendAll(AttachStream& stream, std::string_view bytes) {
  while (!bytes.empty()) {
    const Result<std::size_t> sent = stream.Send(std::string(bytes.substr(0, 100'000)));
    ASSERT_TRUE(sent.ok()) << sent.error().LogText();
    bytes.remove_prefix(*sent);
    if (*sent == 0) {
      ASSERT_TRUE(WaitFor(stream, POLLOUT));
    }
  }
}

std::string Pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i % 251);
  return bytes;
}

// Every case runs over a plain and over a TLS connection.
class AttachStreamTest : public ::testing::TestWithParam<bool> {
 protected:
  AttachStreamTest() {
    ClientOptions options{.connect_timeout = kNeverExpires, .request_timeout = kNeverExpires};
    std::string host = engine_.SocketPath();
    if (GetParam()) {
      certificates_.emplace();
      proxy_.emplace(*certificates_, engine_.SocketPath());
      host = proxy_->Host();
    }
    options.endpoint = *Endpoint::Parse(host, certificates_ ? certificates_->ClientDir() : "");
    client_.emplace(options);
    options.request_timeout = kSurelyExpires;
    impatient_client_.emplace(options);
  }

  void OnAttach(FakeEngine::Exchange exchange) { engine_.OnConnection(kAttach, std::move(exchange)); }

  // The bytes of the engine's answer, after which it waits for the client to close.
  void AnswerAttachWith(const std::string& bytes) {
    OnAttach([bytes](const FakeRequest&, FakeConnection& connection) {
      connection.Write(bytes);
      connection.ReadUntilClosed();
    });
  }

  ErrorCode AttachError() {
    const Result<AttachStream> stream = client_->Attach("c");
    return stream.ok() ? ErrorCode::kInternal : stream.error().code;
  }

  FakeEngine engine_;
  std::optional<Certificates> certificates_;
  std::optional<TlsProxy> proxy_;
  std::optional<Client> client_;
  std::optional<Client> impatient_client_;
};

INSTANTIATE_TEST_SUITE_P(, AttachStreamTest, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "Tls" : "Plain"; });

TEST_P(AttachStreamTest, CarriesBothDirectionsAndEnds) {
  OnAttach([](const FakeRequest&, FakeConnection& connection) {
    connection.Upgrade();
    std::string input;
    while (input.size() < 5) input += connection.Read();
    connection.WriteFrame(kStdout, "heard " + input);
    connection.WriteFrame(kStderr, "complaint");
  });
  Result<AttachStream> stream = client_->Attach("abc");
  ASSERT_TRUE(stream.ok()) << stream.error().LogText();
  SendAll(*stream, "hello");
  const Result<AttachOutput> output = ReceiveAll(*stream);
  ASSERT_TRUE(output.ok()) << output.error().LogText();
  EXPECT_EQ(output->out, "heard hello");
  EXPECT_EQ(output->err, "complaint");
  EXPECT_TRUE(output->closed);
  const FakeRequest request = engine_.Requests(kAttach).front();
  EXPECT_EQ(request.path, "/containers/abc/attach");
  EXPECT_EQ(request.version, "1.41");
  EXPECT_EQ(request.query, "stream=1&stdin=1&stdout=1&stderr=1");
  EXPECT_NE(request.header.find("Upgrade: tcp"), std::string::npos);
}

TEST_P(AttachStreamTest, KeepsWhatCameWithTheHeader) {
  for (const std::string status : {"101 UPGRADED", "200 OK"}) {
    OnAttach([status](const FakeRequest&, FakeConnection& connection) {
      connection.Write("HTTP/1.1 " + status + "\r\nContent-Type: x\r\n\r\n" + Frame(kStdout, "early") + "\1");
      connection.Write(Frame(kStdout, "late").substr(1));
    });
    Result<AttachStream> stream = client_->Attach("c");
    ASSERT_TRUE(stream.ok()) << stream.error().LogText();
    const Result<AttachOutput> output = ReceiveAll(*stream);
    ASSERT_TRUE(output.ok());
    EXPECT_EQ(output->out, "earlylate");
  }
}

TEST_P(AttachStreamTest, TakesAHeaderThatComesByteByByte) {
  OnAttach([](const FakeRequest&, FakeConnection& connection) {
    for (const char c : "HTTP/1.1 101 UPGRADED\r\nA: b\r\n\r\n" + Frame(kStdout, "x")) connection.Write({&c, 1});
  });
  Result<AttachStream> stream = client_->Attach("c");
  ASSERT_TRUE(stream.ok()) << stream.error().LogText();
  EXPECT_EQ(ReceiveAll(*stream)->out, "x");
}

TEST_P(AttachStreamTest, CarriesMegabytesBothWaysWithoutBlocking) {
  const std::string bytes = Pattern(16'000'000);  // more than all buffers on the way hold
  std::latch full(1);
  OnAttach([&](const FakeRequest&, FakeConnection& connection) {
    connection.Upgrade();
    full.wait();
    std::string input;
    while (input.size() < bytes.size()) input += connection.Read();
    for (std::size_t at = 0; at < input.size(); at += 30'000) {
      connection.WriteFrame(kStdout, std::string_view(input).substr(at, 30'000));
    }
  });
  Result<AttachStream> stream = client_->Attach("c");
  ASSERT_TRUE(stream.ok()) << stream.error().LogText();
  std::size_t done = 0;
  while (true) {  // nobody reads yet: must stop by itself
    const Result<std::size_t> sent = stream->Send(std::string(bytes.substr(done, 100'000)));
    if (!sent.ok() || *sent == 0) break;
    done += *sent;
  }
  full.count_down();
  ASSERT_LT(done, bytes.size());
  SendAll(*stream, std::string_view(bytes).substr(done));
  const Result<AttachOutput> output = ReceiveAll(*stream);
  ASSERT_TRUE(output.ok());
  EXPECT_TRUE(output->out == bytes);
}

TEST_P(AttachStreamTest, BoundsWhatOneReceiveTakes) {
  OnAttach([](const FakeRequest&, FakeConnection& connection) {
    connection.Upgrade();
    connection.WriteFrame(kStdout, Pattern(1'000'000));
  });
  Result<AttachStream> stream = client_->Attach("c");
  ASSERT_TRUE(stream.ok());
  std::size_t total = 0;
  for (bool closed = false; !closed;) {
    const Result<AttachOutput> output = stream->Receive();
    ASSERT_TRUE(output.ok());
    EXPECT_LE(output->out.size(), 80U * 1024);
    total += output->out.size();
    closed = output->closed;
    if (output->out.empty() && !closed) {
      ASSERT_TRUE(WaitFor(*stream, POLLIN));
    }
  }
  EXPECT_EQ(total, 1'000'000U);
}

TEST_P(AttachStreamTest, IsClosedWhenItIsCutInMidFrame) {
  OnAttach([](const FakeRequest&, FakeConnection& connection) {
    connection.Upgrade();
    connection.Write(Frame(kStdout, "whole") + Frame(kStdout, "cut off").substr(0, 11));
  });
  Result<AttachStream> stream = client_->Attach("c");
  ASSERT_TRUE(stream.ok());
  const Result<AttachOutput> output = ReceiveAll(*stream);
  ASSERT_TRUE(output.ok());
  EXPECT_EQ(output->out, "wholecut");
  EXPECT_TRUE(output->closed);
}

TEST_P(AttachStreamTest, RefusesGarbage) {
  AnswerAttachWith("HTTP/1.1 101 UPGRADED\r\n\r\nlog line without frame");
  Result<AttachStream> stream = client_->Attach("c");
  ASSERT_TRUE(stream.ok());
  const Result<AttachOutput> output = stream->Receive();
  ASSERT_FALSE(output.ok());
  EXPECT_EQ(output.error().code, ErrorCode::kProtocolError);
}

TEST_P(AttachStreamTest, ReturnsNothingWhenNothingCame) {
  AnswerAttachWith("HTTP/1.1 101 UPGRADED\r\n\r\n");
  Result<AttachStream> stream = client_->Attach("c");
  ASSERT_TRUE(stream.ok());
  const Result<AttachOutput> output = stream->Receive();
  ASSERT_TRUE(output.ok());
  EXPECT_TRUE(output->out.empty() && output->err.empty() && !output->closed);
}

TEST_P(AttachStreamTest, ClosesTheSocketWhenItEnds) {
  std::promise<void> closed;
  OnAttach([&](const FakeRequest&, FakeConnection& connection) {
    connection.Upgrade();
    connection.ReadUntilClosed();
    closed.set_value();
  });
  {
    Result<AttachStream> stream = client_->Attach("c");
    ASSERT_TRUE(stream.ok());
    const AttachStream moved = *std::move(stream);
    EXPECT_GE(moved.PollFd(), 0);
  }
  EXPECT_EQ(closed.get_future().wait_for(kNeverExpires), std::future_status::ready);
}

TEST_P(AttachStreamTest, SaysWhenTheConnectionIsLost) {
  OnAttach([](const FakeRequest&, FakeConnection& connection) { connection.Upgrade(); });
  Result<AttachStream> stream = client_->Attach("c");
  ASSERT_TRUE(stream.ok());
  ASSERT_TRUE(ReceiveAll(*stream)->closed);
  Result<std::size_t> sent = std::size_t{0};
  while (sent.ok()) {
    sent = stream->Send("anyone?");
    if (sent.ok()) WaitFor(*stream, POLLOUT);
  }
  EXPECT_EQ(sent.error().code, ErrorCode::kDockerUnreachable);
}

TEST_P(AttachStreamTest, PassesOnTheEnginesRefusal) {
  engine_.On(kAttach, [](const FakeRequest&) { return FakeResponse{404, R"({"message":"No such container: c"})"}; });
  const Result<AttachStream> missing = client_->Attach("c");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().log.find("No such container: c"), std::string::npos);
  EXPECT_EQ(missing.error().message.find("No such container"), std::string::npos);
  engine_.On(kAttach, [](const FakeRequest&) { return FakeResponse{409, "{}"}; });
  EXPECT_EQ(AttachError(), ErrorCode::kConflict);
  engine_.On(kAttach, [](const FakeRequest&) { return FakeResponse{500, "not even JSON"}; });
  EXPECT_EQ(AttachError(), ErrorCode::kDockerError);
}

TEST_P(AttachStreamTest, RefusesAnAnswerThatIsNone) {
  for (const std::string& answer : {std::string("SSH-2.0-OpenSSH\r\n\r\n"), std::string("HTTP/1.1 abc\r\n\r\n"),
                                    std::string("HTTP/1.1 204 No Content\r\n\r\n"), std::string("\r\n\r\n"),
                                    "HTTP/1.1 101 UPGRADED\r\nX: " + std::string(100'000, 'x')}) {
    AnswerAttachWith(answer);
    EXPECT_EQ(AttachError(), ErrorCode::kDockerError) << answer.substr(0, 40);
  }
}

TEST_P(AttachStreamTest, SaysWhenTheEngineGoesBeforeItsAnswer) {
  for (const std::string answer : {"", "HTTP/1.1 101 UPGR"}) {
    OnAttach([answer](const FakeRequest&, FakeConnection& connection) { connection.Write(answer); });
    EXPECT_EQ(AttachError(), ErrorCode::kDockerUnreachable);
  }
}

TEST_P(AttachStreamTest, GivesUpOnAnEngineThatNeverAnswers) {
  ASSERT_TRUE(client_->Ping().ok());
  AnswerAttachWith("HTTP/1.1 101 UPGR");
  const Result<AttachStream> stream = impatient_client_->Attach("c");
  ASSERT_FALSE(stream.ok());
  EXPECT_EQ(stream.error().code, ErrorCode::kDeadlineExceeded);
}

TEST_P(AttachStreamTest, SaysWhenTheEngineIsNotThere) {
  engine_.Stop();
  EXPECT_EQ(AttachError(), ErrorCode::kDockerUnreachable);
}

}  // namespace
}  // namespace code_runner::docker
