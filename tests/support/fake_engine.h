// A Docker engine for tests: an HTTP server on a unix socket of its own that says what a test tells it to, and breaks
// where a test wants it to.
//
//   FakeEngine engine;
//   engine.On("POST /containers/*/start", [](const FakeRequest&) { return FakeResponse{204, ""}; });
//   engine.OnConnection("POST /containers/*/attach", [](const FakeRequest&, FakeConnection& connection) {
//     connection.Upgrade();
//     connection.WriteFrame(kStdout, "hello");
//     while (!connection.Read().empty()) {}  // until the client closes
//   });
#pragma once

#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/file_descriptor.h"
#include "support/temp_dir.h"

namespace code_runner::testing {

struct FakeRequest {
  std::string method;
  std::string path;     // without version and query: "/containers/json"
  std::string version;  // "1.41"; empty: the path had none
  std::string query;    // as sent, still encoded
  std::string header;   // all lines
  std::string body;
};

struct FakeResponse {
  int status = 200;
  std::string body = "{}";
};

// The streams of an attached container.
inline constexpr char kStdout = 1;
inline constexpr char kStderr = 2;

// The frame by which the engine sends `payload` on an attached connection.
std::string Frame(char stream, std::string_view payload);

// The engine's side of one connection.
class FakeConnection {
 public:
  explicit FakeConnection(int fd) : fd_(fd) {}

  // False when the client has gone.
  bool Write(std::string_view bytes);
  // Waits for bytes; empty when the client has closed, or the engine is stopped.
  std::string Read();
  void ReadUntilClosed();

  // A whole answer.
  void Respond(const FakeResponse& response, const std::string& api_version);
  // Answers 101; the connection is a stream from then on.
  void Upgrade();
  void WriteFrame(char stream, std::string_view payload) { Write(Frame(stream, payload)); }

 private:
  int fd_;
};

// Listens as soon as it is made. Answers `GET /_ping`, and every call that no handler is given for with 404. Handlers
// run on a thread a connection, those given last are asked first. Thread-safe.
class FakeEngine {
 public:
  using Answer = std::function<FakeResponse(const FakeRequest&)>;
  // Owns the connection: writes what it likes, if anything. The connection is closed when it returns.
  using Exchange = std::function<void(const FakeRequest&, FakeConnection&)>;

  FakeEngine();
  ~FakeEngine();

  const std::string& SocketPath() const { return socket_path_; }

  // `call` is a method and a path, in which `*` stands for anything: "POST /containers/*/start".
  void On(const std::string& call, Answer answer);
  void OnConnection(const std::string& call, Exchange exchange);
  // What the Api-Version header of every answer says from now on. "1.41" at first; empty: no header.
  void SetApiVersion(const std::string& version);

  // Cuts all connections and removes the socket, as an engine that ends does; waits for handlers to return.
  void Stop();
  // Listens again, at the same path.
  void Start();

  // What was asked until now, in order of arrival; all, or what matches `call`.
  std::vector<FakeRequest> Requests(const std::string& call = "*") const;
  // Connections accepted until now.
  int ConnectionCount() const;

 private:
  struct Handler {
    std::string call;
    Answer answer;  // one of the two
    Exchange exchange;
  };
  struct Connection {
    FileDescriptor fd;  // closed by the connection's own thread, under mutex_
    std::jthread thread;
  };

  void Accept(int listener);
  void Serve(Connection& connection, int fd);
  // Notes the request and finds who is to answer it.
  Handler Dispatch(const FakeRequest& request);
  std::string ApiVersion() const;

  TempDir dir_;
  const std::string socket_path_;
  FileDescriptor listener_;
  std::jthread acceptor_;
  mutable std::mutex mutex_;
  std::vector<Handler> handlers_;
  std::vector<FakeRequest> requests_;
  std::list<Connection> connections_;
  std::string api_version_ = "1.41";
  int connection_count_ = 0;
  bool stopping_ = true;
};

}  // namespace code_runner::testing
