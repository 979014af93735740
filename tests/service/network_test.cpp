// What sandboxes see of the network, and that none sees anything of the one before it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "service/service_test.h"

namespace code_runner::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// Prints the namespace, then what is visible in it that a fresh one does not have; an untouched one prints no more.
constexpr char kLook[] = R"(
import os
print(os.readlink('/proc/self/ns/net'))
def lines(name, skip=1):
    try: return open('/proc/self/net/' + name).read().splitlines()[skip:]
    except OSError: return []  # there is none, or programs may not see it
for line in lines('dev', 2):
    name, counts = line.split(':')
    counts = counts.split()
    if counts[8:] != ['0'] * 8 or (name.strip() == 'lo' and counts != ['0'] * 16): print('sent', line)
for name in ('tcp', 'udp'):
    for line in lines(name):
        if '0B00007F' not in line.split()[1]: print(name, line)  # what is at 127.0.0.11 is the engine's resolver
for name in ('tcp6', 'udp6', 'raw', 'raw6', 'icmp', 'unix', 'arp', 'packet', 'ip6_flowlabel'):
    for line in lines(name): print(name, line)
for line in lines('nf_conntrack', 0): print('conntrack', line)
)";

// Nobody has the peer's address, so nobody answers when the run is long over and its address another's.
const std::string kBefore = R"(
import os, signal, socket
peer = socket.gethostbyname(socket.gethostname()).rsplit('.', 1)[0] + '.250'
)";

// What programs leave behind, or try to.
const std::vector<std::pair<std::string, std::string>> kDeeds = {
    {"nothing", "pass"},
    {"listens", "l = socket.socket(); l.bind(('', 7000)); l.listen()"},
    {"binds a datagram port", "u = socket.socket(type=socket.SOCK_DGRAM); u.bind(('', 7000))"},
    {"abstract socket", "a = socket.socket(socket.AF_UNIX); a.bind('\\0left'); a.listen()"},
    {"descriptor on its way",
     "a, b = socket.socketpair(); l = socket.socket(); l.bind(('', 7001)); l.listen(); socket.send_fds(a, [b'x'], "
     "[l.fileno(), a.fileno(), b.fileno()])"},
    {"loopback",
     "l = socket.socket(); l.bind(('127.0.0.1', 0)); l.listen(); c = socket.create_connection(l.getsockname())"},
    {"loopback closed first",
     "l = socket.socket(); l.bind(('127.0.0.1', 0)); l.listen(); c = socket.create_connection(l.getsockname()); "
     "c.close()"},
    {"datagram out", "u = socket.socket(type=socket.SOCK_DGRAM); u.sendto(b'x', (peer, 9))"},
    {"connection under way", "c = socket.socket(); c.setblocking(False); c.connect_ex((peer, 9))"},
    {"name", "u = socket.socket(type=socket.SOCK_DGRAM); u.sendto(b'x', ('127.0.0.11', 53))"},
    {"left running",
     "l = socket.socket(); l.bind(('', 7002)); l.listen()\nif os.fork() == 0: os.setsid(); signal.pause()"},
};

class NetworkTest : public ServiceTest {
 protected:
  static RunRequest Program(const std::string& code) {
    RunRequest request;
    request.code = code;
    request.timeout = 60;
    request.allow_network = true;
    return request;
  }
};

TEST_F(NetworkTest, NothingOfARunIsSeenByTheNext) {
  Service service({{"RUNTIMES", "python"}, {"WARM_POOL", "none"}});
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  std::set<std::string> spaces;
  std::size_t looks = 0;
  for (const auto& [name, deed] : kDeeds) {
    EXPECT_THAT(Run(service, Program(kBefore + deed)), Exits(0)) << name;
    for (int i = 0; i < 3; ++i) {
      const RunAnswer answer = Run(service, Program(kLook));
      EXPECT_THAT(answer, Exits(0));
      const std::size_t end_of_name = answer.out.find('\n') + 1;
      EXPECT_EQ(answer.out.substr(end_of_name), "") << "after: " << name;
      spaces.insert(answer.out.substr(0, end_of_name));
      ++looks;
    }
  }
  EXPECT_LT(spaces.size(), looks) << "none was used again: this test has shown nothing";
}

TEST_F(NetworkTest, NamesAndAddressesAreInOrder) {
  Service service({{"RUNTIMES", "python"}, {"WARM_POOL", "none"}});
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  const RunAnswer answer = Run(service, Program(R"(
import socket
print(socket.gethostname())
u = socket.socket(type=socket.SOCK_DGRAM)
u.connect(('192.0.2.1', 9))
print(u.getsockname()[0] == socket.gethostbyname(socket.gethostname()))
print(open('/etc/resolv.conf').read())
for name in ('/etc/hosts', '/etc/resolv.conf', '/etc/hostname'):
    try: open(name, 'a'); print('writable', name)
    except OSError: pass
)"));
  EXPECT_THAT(answer, AllOf(Exits(0), Prints(AllOf(HasSubstr("sandbox\nTrue\n"), HasSubstr("nameserver ")))));
  EXPECT_THAT(answer, Prints(::testing::Not(HasSubstr("writable"))));
}

TEST_F(NetworkTest, SandboxesDoNotReachOneAnother) {
  Service service({{"RUNTIMES", "python"}, {"WARM_POOL", "none"}});
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  std::thread listener([&service] {
    const RunAnswer heard = Run(service, Program(R"(
import socket
l = socket.socket()
l.bind(('', 7003))
l.listen()
l.settimeout(20)
try: l.accept(); print('reached')
except TimeoutError: print('left alone')
)"));
    EXPECT_THAT(heard, AllOf(Exits(0), Prints("left alone\n")));
  });
  // All addresses that the engine gives first.
  EXPECT_THAT(Run(service, Program(R"(
import socket, time
own = socket.gethostbyname(socket.gethostname())
prefix = own.rsplit('.', 1)[0] + '.'
until = time.monotonic() + 15
reached = []
while time.monotonic() < until and not reached:
    pending = []
    for last in range(2, 40):
        if prefix + str(last) == own: continue
        s = socket.socket(); s.settimeout(0.05)
        if s.connect_ex((prefix + str(last), 7003)) == 0: reached.append(last)
print(reached)
)")),
              AllOf(Exits(0), Prints("[]\n")));
  listener.join();
}

TEST_F(NetworkTest, WithoutReuseEverySandboxHasANamespaceOfItsOwn) {
  Service service({{"RUNTIMES", "python"}, {"WARM_POOL", "none"}, {"NETWORK_REUSE", "never"}});
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  EXPECT_THAT(Run(service, Program("import socket; print(socket.gethostname())")),
              AllOf(Exits(0), Prints("sandbox\n")));
}

}  // namespace
}  // namespace code_runner::testing
