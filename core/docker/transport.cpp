#include "docker/transport.h"

#include <curl/curl.h>

#include <array>
#include <csignal>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "docker/engine_error.h"

namespace code_runner::docker {
namespace {

constexpr std::size_t kIdleHandlesMax = 8;
constexpr std::size_t kTlsChunkBytes = 16 * 1024;  // one TLS record
constexpr long kIdleConnectionsOfHandle = 1;
constexpr long kSmallestBufferBytes = 1024;  // of libcurl's own, which a raw connection does not use

struct CleanUpHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CleanUpHandle>;
using HeaderList = std::unique_ptr<curl_slist, FreeList>;
using ErrorText = std::array<char, CURL_ERROR_SIZE>;

void InitializeOnce() {
  static const CURLcode kInitialized = [] {
    // CURLOPT_NOSIGNAL leaves SIGPIPE to the program, and OpenSSL writes to sockets without MSG_NOSIGNAL.
    std::signal(SIGPIPE, SIG_IGN);
    return curl_global_init(CURL_GLOBAL_DEFAULT);
  }();
  static_cast<void>(kInitialized);
}

void Add(HeaderList& list, const std::string& header) {
  if (curl_slist* longer = curl_slist_append(list.get(), header.c_str()); longer != nullptr) {
    static_cast<void>(list.release());
    list.reset(longer);
  }
}

void SetTls(CURL* handle, const Endpoint& endpoint) {
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(handle, CURLOPT_SSL_ENABLE_ALPN, 0L);
  curl_easy_setopt(handle, CURLOPT_CAINFO, endpoint.ca_file.c_str());
  curl_easy_setopt(handle, CURLOPT_SSLCERT, endpoint.cert_file.c_str());
  curl_easy_setopt(handle, CURLOPT_SSLKEY, endpoint.key_file.c_str());
}

void SetEndpoint(CURL* handle, const ClientOptions& options, const std::string& target, ErrorText& error_text) {
  const Endpoint& endpoint = options.endpoint;
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, error_text.data());
  curl_easy_setopt(handle, CURLOPT_URL, (endpoint.base_url + target).c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(handle, CURLOPT_MAXCONNECTS, kIdleConnectionsOfHandle);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  if (!endpoint.unix_socket.empty()) curl_easy_setopt(handle, CURLOPT_UNIX_SOCKET_PATH, endpoint.unix_socket.c_str());
  if (!endpoint.ca_file.empty()) SetTls(handle, endpoint);
}

bool IsConnected(CURL* handle) {
  curl_off_t us = 0;
  return curl_easy_getinfo(handle, CURLINFO_PRETRANSFER_TIME_T, &us) == CURLE_OK && us > 0;
}

Error ToError(CURL* handle, CURLcode code, const std::string& what, const ErrorText& error_text) {
  std::string log = what + ": " + (error_text[0] != '\0' ? error_text.data() : curl_easy_strerror(code));
  if (code == CURLE_ABORTED_BY_CALLBACK) return Cancelled(std::move(log));
  if (code == CURLE_OPERATION_TIMEDOUT && IsConnected(handle)) return DeadlineExceeded(std::move(log));
  return Unreachable(std::move(log));
}

// One request under way.
struct Transfer {
  CURL* handle;
  const Request& request;
  std::size_t body_bytes_max;
  Response response = {};
  std::optional<Error> failure = {};  // why we ended it
};

int StatusOf(CURL* handle) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

Status TakeBody(Transfer& transfer, std::string_view bytes) {
  if (transfer.request.on_body && StatusOf(transfer.handle) / 100 == 2) return transfer.request.on_body(bytes);
  if (bytes.size() > transfer.body_bytes_max - transfer.response.body.size())
    return BadAnswer("the answer is too large");
  transfer.response.body += bytes;
  return Ok();
}

std::size_t OnBody(char* data, std::size_t size, std::size_t count, void* user) noexcept {
  Transfer& transfer = *static_cast<Transfer*>(user);
  const Status taken = TakeBody(transfer, {data, size * count});
  if (taken.ok()) return size * count;
  transfer.failure = taken.error();
  return CURL_WRITEFUNC_ERROR;
}

int OnProgress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
  return static_cast<Transfer*>(user)->request.stop.stop_requested() ? 1 : 0;
}

void SetRequest(CURL* handle, Transfer& transfer, const HeaderList& headers) {
  const Request& request = transfer.request;
  if (request.method == "POST") {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
  } else if (request.method != "GET") {
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, request.repeatable ? 0L : 1L);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, OnBody);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, request.stop.stop_possible() ? 0L : 1L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, OnProgress);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &transfer);
}

std::string ApiVersionOf(CURL* handle) {
  curl_header* header = nullptr;
  if (curl_easy_header(handle, "Api-Version", 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return {};
  return header->value;
}

Result<Response> Run(CURL* handle, const ClientOptions& options, const Request& request) {
  ErrorText error_text{};
  Transfer transfer{handle, request, options.response_bytes_max};
  HeaderList headers;
  Add(headers, "Expect:");
  if (!request.body.empty()) Add(headers, "Content-Type: " + request.content_type);
  SetEndpoint(handle, options, request.target, error_text);
  SetRequest(handle, transfer, headers);

  const std::string what = request.method + " " + request.target;
  const CURLcode code = curl_easy_perform(handle);
  if (transfer.failure) {
    transfer.failure->log = what + ": " + transfer.failure->LogText();
    return *std::move(transfer.failure);
  }
  if (code != CURLE_OK) return ToError(handle, code, what, error_text);
  transfer.response.status = StatusOf(handle);
  transfer.response.api_version = ApiVersionOf(handle);
  return std::move(transfer.response);
}

class CurlConnection final : public RawConnection {
 public:
  CurlConnection(Handle handle, int socket, bool tls) : handle_(std::move(handle)), socket_(socket), tls_(tls) {}

  int PollFd() const override { return socket_; }

  Result<std::size_t> Send(std::string_view bytes) override {
    if (bytes.empty()) return std::size_t{0};
    if (!tls_) return SendSome(bytes);
    // OpenSSL insists that a write which would have blocked is repeated from the same memory, with the same length.
    if (refused_.empty()) refused_ = bytes.substr(0, kTlsChunkBytes);
    Result<std::size_t> sent = SendSome(refused_);
    if (sent.ok() && *sent > 0) refused_.clear();
    return sent;
  }

  std::optional<std::size_t> Receive(char* buffer, std::size_t size) override {
    std::size_t received = 0;
    const CURLcode code = curl_easy_recv(handle_.get(), buffer, size, &received);
    if (code == CURLE_AGAIN) return std::nullopt;
    return code == CURLE_OK ? received : 0;
  }

 private:
  Result<std::size_t> SendSome(std::string_view bytes) {
    std::size_t sent = 0;
    const CURLcode code = curl_easy_send(handle_.get(), bytes.data(), bytes.size(), &sent);
    if (code == CURLE_AGAIN) return std::size_t{0};
    if (code != CURLE_OK) return Unreachable(std::string("attached stream: ") + curl_easy_strerror(code));
    return sent;
  }

  Handle handle_;
  int socket_;
  bool tls_;
  std::string refused_;
};

}  // namespace

// Easy handles, each with the connection that it used last.
class Transport::HandlePool {
 public:
  Handle Take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return Handle(curl_easy_init());
    Handle handle = std::move(idle_.back());
    idle_.pop_back();
    return handle;
  }

  void Give(Handle handle) {
    curl_easy_reset(handle.get());
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kIdleHandlesMax) idle_.push_back(std::move(handle));
  }

 private:
  std::mutex mutex_;
  std::vector<Handle> idle_;
};

Transport::Transport(ClientOptions options) : options_(std::move(options)), pool_(std::make_unique<HandlePool>()) {
  InitializeOnce();
}

Transport::~Transport() = default;

Result<Response> Transport::Perform(const Request& request) {
  Handle handle = pool_->Take();
  if (!handle) return Unreachable("libcurl: no handle");
  Result<Response> response = Run(handle.get(), options_, request);
  pool_->Give(std::move(handle));
  return response;
}

Result<std::unique_ptr<RawConnection>> Transport::Connect() {
  Handle handle(curl_easy_init());
  if (!handle) return Unreachable("libcurl: no handle");
  ErrorText error_text{};
  SetEndpoint(handle.get(), options_, "/", error_text);
  curl_easy_setopt(handle.get(), CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_BUFFERSIZE, kSmallestBufferBytes);
  const CURLcode code = curl_easy_perform(handle.get());
  // The buffer ends with this function, the handle does not.
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, nullptr);
  if (code != CURLE_OK) return ToError(handle.get(), code, "connect", error_text);
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(handle.get(), CURLINFO_ACTIVESOCKET, &socket);
  if (socket == CURL_SOCKET_BAD) return Unreachable("connect: the connection is lost");
  return std::unique_ptr<RawConnection>(
      std::make_unique<CurlConnection>(std::move(handle), socket, !options_.endpoint.ca_file.empty()));
}

}  // namespace code_runner::docker
