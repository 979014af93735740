#include "http/server.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/ThreadPool.h>

#include <utility>

#include "base/log.h"
#include "http/authenticator.h"
#include "http/connection.h"
#include "http/connection_filter.h"
#include "http/connection_table.h"
#include "http/disconnect_watcher.h"
#include "http/health_handler.h"
#include "http/metrics_handler.h"
#include "http/playground_handler.h"
#include "http/root_handler.h"
#include "http/run_handler.h"
#include "http/runtimes_handler.h"
#include "http/server_context.h"

namespace code_runner::http {
namespace {

constexpr bool kReuseAddress = true;
constexpr bool kReusePort = false;  // two servers must not share a port unnoticed
constexpr int kBacklog = 1024;
constexpr int kStackBytes = 512 * 1024;  // address space; only what is touched is memory
constexpr int kThreadIdleSeconds = 30;
// A thread that waits for a connection may miss that Poco's dispatcher stops; then Stop takes so much longer.
constexpr int kDispatcherWaitMs = 250;

std::vector<Route> MakeRoutes(const ServerOptions& options, const Services& services,
                              const Authenticator& authenticator, DisconnectWatcher& watcher) {
  const RunHandler run(services.run, options.bounds, watcher);
  const RuntimesHandler runtimes(services.runtimes);
  const HealthHandler health(services.docker_connected, authenticator.Enabled());
  return {
      {.method = "POST", .path = "/run", .takes_body = true, .handler = run},
      {.method = "GET", .path = "/runtimes", .handler = runtimes},
      {.method = "GET", .path = "/images", .handler = runtimes},
      {.method = "GET", .path = "/health", .open = true, .handler = health},
      {.method = "GET", .path = "/metrics", .handler = MetricsHandler(services.metrics)},
      {.method = "GET", .path = "/", .open = true, .handler = HandleRoot},
      {.method = "GET", .path = "/ui", .open = true, .handler = PlaygroundHandler()},
  };
}

Poco::Net::HTTPServerParams::Ptr MakeParams(const ServerOptions& options) {
  const Poco::Timespan idle_timeout(Poco::Timespan::TimeDiff{1000} * options.idle_timeout.count());
  Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
  params->setTimeout(idle_timeout);
  params->setKeepAliveTimeout(idle_timeout);
  params->setMaxThreads(options.max_connections);
  params->setMaxQueued(options.max_connections + kBacklog);
  params->setThreadIdleTime(Poco::Timespan(0, kDispatcherWaitMs * 1000));
  return params;
}

Poco::Net::ServerSocket Listen(const ServerOptions& options) {
  const Poco::Net::SocketAddress address(options.host, options.port);
  Poco::Net::ServerSocket socket;
  if (address.family() == Poco::Net::SocketAddress::IPv6) {
    socket.bind6(address, kReuseAddress, kReusePort, false);
  } else {
    socket.bind(address, kReuseAddress, kReusePort);
  }
  socket.listen(kBacklog);
  return socket;
}

}  // namespace

// All that lives from Start to Stop.
class Server::Running {
 public:
  Running(const ServerOptions& options, const Services& services, std::unique_ptr<DisconnectWatcher> watcher)
      : watcher_(std::move(watcher)),
        authenticator_(options.secrets),
        router_(MakeRoutes(options, services, authenticator_, *watcher_)),
        body_budget_(options.max_pending_body_bytes),
        context_{options, services, authenticator_, router_, connections_, body_budget_, MakeParams(options)},
        pool_(2, options.max_connections + 1, kThreadIdleSeconds, kStackBytes),
        tcp_server_(new ConnectionFactory(context_), pool_, Listen(options), context_.params) {
    tcp_server_.setConnectionFilter(new ConnectionFilter(connections_, options.max_connections));
    tcp_server_.start();
  }

  std::uint16_t Port() const { return tcp_server_.port(); }

  void Stop(std::chrono::milliseconds drain) {
    connections_.Drain();
    if (!connections_.AwaitAnswers(std::chrono::steady_clock::now() + drain)) {
      Log(LogLevel::kWarning, "drain_timed_out", {{"connections", connections_.Size()}});
    }
    tcp_server_.stop();
    connections_.Break();
    pool_.joinAll();
  }

 private:
  std::unique_ptr<DisconnectWatcher> watcher_;
  Authenticator authenticator_;
  Router router_;
  ConnectionTable connections_;
  BodyBudget body_budget_;
  ServerContext context_;
  Poco::ThreadPool pool_;
  Poco::Net::TCPServer tcp_server_;
};

Server::Server(ServerOptions options, Services services)
    : options_(std::move(options)), services_(std::move(services)) {}

Server::~Server() {
  Stop(std::chrono::milliseconds(0));
}

Status Server::Start() {
  Result<std::unique_ptr<DisconnectWatcher>> watcher = DisconnectWatcher::Make();
  if (!watcher) return watcher.error();
  try {
    running_ = std::make_unique<Running>(options_, services_, *std::move(watcher));
  } catch (const Poco::Exception& error) {
    return Error{ErrorCode::kInternal, "Cannot listen on " + options_.host + " port " + std::to_string(options_.port),
                 error.displayText()};
  }
  return Ok();
}

std::uint16_t Server::Port() const {
  return running_->Port();
}

void Server::Stop(std::chrono::milliseconds drain) {
  if (!running_) return;
  running_->Stop(drain);
  running_.reset();
}

}  // namespace code_runner::http
