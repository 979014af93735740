// The real server for tests: its executable in a process of its own, on a free port, with a state folder of its own.
#pragma once

#include <Poco/JSON/Object.h>
#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/file_descriptor.h"
#include "support/temp_dir.h"

namespace code_runner::testing {

struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  // The body as an object; fails the test, and is empty, when it is none.
  Poco::JSON::Object::Ptr Json() const;
};

// Whether an engine answers and has the base image, without which no test with Docker can be. To be used as
//   if (const std::string reason = WhyNoDocker(); !reason.empty()) GTEST_SKIP() << reason;
std::string WhyNoDocker();

class Service {
 public:
  using Settings = std::map<std::string, std::string>;

  enum class Expect { kListening, kExit };

  // Starts the server. `settings` come on top of the test's defaults (any port of 127.0.0.1, log level debug).
  // kListening: waits until it listens, and fails the test when it does not. kExit: settings with which it will not
  // start; WaitForExit and LogText tell what became of it.
  explicit Service(Settings settings = {}, Expect expect = Expect::kListening);
  ~Service();  // ends it, gracefully if it still runs

  pid_t Pid() const { return pid_; }
  int Port() const { return port_; }
  // Value of the label `code-runner.instance` of its containers.
  std::string InstanceId() const;

  // Waits until the images of all enabled runtimes are ready, building them if need be. False as soon as one failed.
  bool WaitUntilReady(std::chrono::seconds most = std::chrono::minutes(15));
  // The same for one runtime, by its id.
  bool WaitUntilReady(const std::string& runtime, std::chrono::seconds most = std::chrono::minutes(15));
  // Waits until the log has a line that holds `text` (`times` lines).
  bool WaitForLog(const std::string& text, int times = 1, std::chrono::seconds most = std::chrono::seconds(60));
  std::string LogText() const;

  HttpAnswer Get(const std::string& path) const { return Call("GET", path, "", {}); }
  HttpAnswer Call(const std::string& method, const std::string& path, const std::string& body,
                  const std::map<std::string, std::string>& headers) const;
  // POST /run.
  HttpAnswer Run(const Poco::JSON::Object& request) const;

  void Signal(int signal) const;
  // Waits for its end and returns the exit code, or 128 + n after signal n, or -1 when `most` is over.
  int WaitForExit(std::chrono::seconds most);
  bool Exited() const { return exited_; }

 private:
  void AwaitListening();
  void ReadLog();
  // Whether the log has `times` lines with `text`, before one with `failure` and before `most` is over.
  bool WaitForLogUnless(const std::string& failure, const std::string& text, int times, std::chrono::seconds most);

  TempDir folder_;
  pid_t pid_ = -1;
  int port_ = 0;
  bool exited_ = false;
  FileDescriptor log_pipe_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string log_;
  bool log_ended_ = false;
  std::thread reader_;
};

// Resident memory of a process in bytes.
std::size_t ResidentBytes(pid_t pid);

}  // namespace code_runner::testing
