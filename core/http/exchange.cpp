#include "http/exchange.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Timestamp.h>

#include <cstdint>
#include <exception>
#include <limits>
#include <ostream>
#include <utility>
#include <variant>

#include "base/log.h"
#include "http/error_answer.h"
#include "http/request_id.h"

namespace code_runner::http {
namespace {

using Clock = std::chrono::steady_clock;

// Poco refuses single fields over this size, but does not say that this was the reason.
constexpr std::size_t kFieldBytesMax = 8192;

std::string_view PathOf(std::string_view uri) {
  return uri.substr(0, uri.find_first_of("?#"));
}

std::string AddressOf(Poco::Net::StreamSocket& socket) {
  constexpr std::string_view kMappedIpv4 = "::ffff:";
  const std::string address = socket.peerAddress().host().toString();
  return address.starts_with(kMappedIpv4) ? address.substr(kMappedIpv4.size()) : address;
}

}  // namespace

Exchange::Exchange(const ServerContext& context, Session& session, ConnectionTable::Entry& entry)
    : context_(context), session_(session), entry_(entry) {
  response_.emplace(session_);
}

Next Exchange::Run() {
  if (!ReceiveHead()) return Next::kClose;
  entry_.Set(ConnectionTable::State::kAnswering);
  Send(MakeAnswer());
  LogAccess();
  if (broken_) return Next::kClose;
  if (input_is_left_) return Next::kLinger;
  return response_->getKeepAlive() ? Next::kKeepAlive : Next::kClose;
}

// False: there is no request.
bool Exchange::ReceiveHead() {
  DeadlineSocket& socket = session_.Socket();
  Poco::Net::HTTPServerParams::Ptr params = context_.params;
  socket.LimitReads(started_ + context_.options.header_timeout, context_.options.max_header_bytes);
  try {
    client_ip_ = AddressOf(session_.socket());
    request_.emplace(*response_, session_, params.get());
    if (socket.WhyReadingEnded() != DeadlineSocket::ReadEnd::kNone) throw ReadError(socket.WhyReadingEnded());
    framing_ = ReadFraming(*request_);
    path_ = PathOf(request_->getURI());
    input_is_left_ = framing_.HasBody();
  } catch (const HttpError& error) {
    head_error_ = error;
  } catch (const Poco::Net::NoMessageException&) {
    return false;
  } catch (const Poco::Net::ConnectionResetException&) {
    return false;
  } catch (const Poco::Exception&) {
    head_error_ = HttpError{400, "Malformed request"};
    if (socket.BytesRead() > kFieldBytesMax) head_error_ = ReadError(DeadlineSocket::ReadEnd::kTooMuch);
    if (socket.WhyReadingEnded() != DeadlineSocket::ReadEnd::kNone) head_error_ = ReadError(socket.WhyReadingEnded());
  }
  if (!request_) response_.emplace(session_);  // the old one refers to a request that was never made
  request_id_ = ChooseRequestId(HeaderField("X-Request-Id"));
  return true;
}

Answer Exchange::MakeAnswer() {
  try {
    return AnswerHead();
  } catch (const HttpError& error) {
    return ErrorAnswer(error);
  } catch (const std::exception& error) {
    Log(LogLevel::kError, "handler_failed", {{"request_id", request_id_}, {"error", error.what()}});
  }
  return ErrorAnswer(Error{ErrorCode::kInternal, {}, {}});
}

Answer Exchange::AnswerHead() {
  if (head_error_) throw *head_error_;
  if (context_.services.is_sandbox_address(client_ip_)) throw HttpError{403, "Not allowed from inside a sandbox"};
  if (context_.connections.Draining()) return UnavailableAnswer("The server is stopping");
  std::variant<const Route*, Answer> found = context_.router.Find(request_->getMethod(), path_);
  if (Answer* refusal = std::get_if<Answer>(&found)) return std::move(*refusal);
  return Dispatch(*std::get<const Route*>(found));
}

Answer Exchange::Dispatch(const Route& route) {
  Admission admission = route.open ? Admission{Access::kGranted} : CheckAccess();
  if (std::optional<Answer> refusal = RefuseAccess(admission.access)) return *std::move(refusal);
  Request request{.method = request_->getMethod(),
                  .path = path_,
                  .id = request_id_,
                  .caller = std::move(admission.caller),
                  .accept = HeaderField("Accept"),
                  .body = {},
                  .body_share = {},
                  .socket = session_.Socket().sockfd()};
  if (route.takes_body && framing_.HasBody()) ReceiveBody(request);
  return route.handler(std::move(request));
}

Admission Exchange::CheckAccess() const {
  return context_.authenticator.Check(HeaderField("X-API-Key"), HeaderField("Authorization"));
}

std::optional<Answer> Exchange::RefuseAccess(Access access) const {
  switch (access) {
    case Access::kGranted:
      return std::nullopt;
    case Access::kWrongCredentials:
      return ErrorAnswer(HttpError{403, "Invalid credentials"});
    case Access::kNoCredentials:
      break;
  }
  Answer answer = ErrorAnswer(HttpError{401, "Not authenticated"});
  answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  return answer;
}

void Exchange::ReceiveBody(Request& request) {
  const ServerOptions& options = context_.options;
  if (framing_.content_length > options.max_body_bytes) throw BodyTooLarge(options.max_body_bytes);
  if (framing_.expects_continue) response_->sendContinue();
  session_.Socket().LimitReads(Clock::now() + options.body_timeout, std::numeric_limits<std::size_t>::max());
  request.body_share = BodyBudget::Share(context_.body_budget);
  request.body = ReadBody(session_, framing_, options.max_body_bytes, request.body_share);
  input_is_left_ = false;
}

void Exchange::Send(const Answer& answer) {
  std::uint64_t body_bytes = 0;
  const Status counted = answer.body([&](std::string_view piece) { body_bytes += piece.size(); });
  if (!counted) {
    Log(LogLevel::kError, "answer_failed", {{"request_id", request_id_}, {"error", counted.error().LogText()}});
    return Send(ErrorAnswer(Error{ErrorCode::kInternal, {}, {}}));
  }
  SetHead(answer, body_bytes);
  std::ostream& out = response_->send();
  Status sent = Ok();
  if (!request_ || request_->getMethod() != Poco::Net::HTTPRequest::HTTP_HEAD) {
    sent = answer.body(
        [&](std::string_view piece) { out.write(piece.data(), static_cast<std::streamsize>(piece.size())); });
  }
  out.flush();
  broken_ = !sent || !out || session_.Socket().WritingFailed();
}

void Exchange::SetHead(const Answer& answer, std::uint64_t body_bytes) {
  const auto status = static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status);
  response_->setVersion(Poco::Net::HTTPMessage::HTTP_1_1);
  response_->setStatusAndReason(status);
  response_->setDate(Poco::Timestamp());
  for (const auto& [name, value] : answer.headers) response_->set(name, value);
  response_->set("X-Request-Id", request_id_);
  response_->set("X-Content-Type-Options", "nosniff");
  response_->setContentLength64(static_cast<Poco::Int64>(body_bytes));
  response_->setKeepAlive(MayKeepAlive());
  session_.setKeepAlive(response_->getKeepAlive());
}

bool Exchange::MayKeepAlive() const {
  return !head_error_ && framing_.keep_alive && !input_is_left_ && !context_.connections.Draining();
}

void Exchange::LogAccess() const {
  const std::chrono::duration<double, std::milli> duration = Clock::now() - started_;
  Log(LogLevel::kInfo, "request",
      {{"request_id", request_id_},
       {"method", request_ ? std::string_view(request_->getMethod()) : "-"},
       {"path", path_.empty() ? "-" : std::string_view(path_).substr(0, 256)},
       {"status", static_cast<int>(response_->getStatus())},
       {"duration_ms", duration.count()},
       {"client", client_ip_},
       {"cut_off", broken_ ? 1 : 0}});
}

// Empty when there is no such field.
std::string Exchange::HeaderField(const std::string& name) const {
  return request_ ? request_->get(name, std::string()) : std::string();
}

}  // namespace code_runner::http
