#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <string>
#include <thread>

#include "core/agent/program/agent_process.h"

namespace code_runner::agent {
namespace {

// Whether the namespace is what it was when this was last asked.
bool IsUnchanged(AgentProcess& agent) {
  const std::size_t asked = agent.transcript().network_checks.size();
  agent.Send(FrameType::kCheckNetwork);
  EXPECT_TRUE(agent.ReceiveUntil([asked](const Transcript& seen) { return seen.network_checks.size() > asked; }));
  return !agent.transcript().network_checks.empty() && agent.transcript().network_checks.back();
}

FileDescriptor BindLoopback(int type) {
  FileDescriptor socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(bind(socket.Get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  return socket;
}

FileDescriptor BindAbstract() {
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  address.sun_path[1] = 'x';
  EXPECT_EQ(bind(socket.Get(), reinterpret_cast<sockaddr*>(&address), sizeof(sa_family_t) + 2), 0);
  return socket;
}

class NetworkTest : public AgentTest {
 protected:
  // What a program does in the agent's network namespace.
  template <class Deed>
  static void Inside(const AgentProcess& agent, Deed deed) {
    std::thread([&] {
      const FileDescriptor space(open(("/proc/" + std::to_string(agent.Pid()) + "/ns/net").c_str(), O_RDONLY));
      ASSERT_EQ(setns(space.Get(), CLONE_NEWNET), 0);
      deed();
    }).join();
  }

  AgentProcess agent_{{.own_network = true}};
};

TEST_F(NetworkTest, NothingChangesByItself) {
  EXPECT_FALSE(IsUnchanged(agent_)) << "there was nothing to compare with";
  EXPECT_TRUE(IsUnchanged(agent_));
  EXPECT_TRUE(IsUnchanged(agent_));
  EXPECT_FALSE(agent_.transcript().ready);
}

TEST_F(NetworkTest, SeesSocketsThatAreOpen) {
  for (const auto& open :
       {+[] { return BindLoopback(SOCK_STREAM); }, +[] { return BindLoopback(SOCK_DGRAM); }, +BindAbstract}) {
    IsUnchanged(agent_);
    FileDescriptor socket;
    Inside(agent_, [&] {
      socket = open();
      listen(socket.Get(), 1);
    });
    EXPECT_FALSE(IsUnchanged(agent_));
    socket.Reset();
    EXPECT_FALSE(IsUnchanged(agent_));
    EXPECT_TRUE(IsUnchanged(agent_));
  }
}

TEST_F(NetworkTest, SocketsThatWereClosedUnusedLeaveNothing) {
  IsUnchanged(agent_);
  Inside(agent_, [] {
    BindLoopback(SOCK_STREAM);
    BindLoopback(SOCK_DGRAM);
    BindAbstract();
  });
  EXPECT_TRUE(IsUnchanged(agent_));
}

TEST_F(NetworkTest, SeesThatSomethingWasSent) {
  IsUnchanged(agent_);
  Inside(agent_, [] {
    const FileDescriptor receiver = BindLoopback(SOCK_DGRAM);
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    getsockname(receiver.Get(), reinterpret_cast<sockaddr*>(&address), &size);
    const FileDescriptor sender(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(sendto(sender.Get(), "x", 1, 0, reinterpret_cast<sockaddr*>(&address), size), 1);
  });
  EXPECT_FALSE(IsUnchanged(agent_));
}

TEST_F(NetworkTest, IsNotTheBusinessOfASandbox) {
  agent_.SendHello();
  agent_.Send(FrameType::kCheckNetwork);
  EXPECT_TRUE(agent_.ReceiveAll().failed);
}

}  // namespace
}  // namespace code_runner::agent
