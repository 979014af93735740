// One request and its answer.
#pragma once

#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponseImpl.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "http/answer.h"
#include "http/connection_table.h"
#include "http/message_framing.h"
#include "http/server_context.h"
#include "http/session.h"

namespace code_runner::http {

// What to do with the connection after an exchange.
enum class Next {
  kKeepAlive,
  kClose,
  kLinger,  // close, but the client may still be sending
};

// Whatever goes wrong, the client gets an answer in the form of all others, and the log a line. For one thread.
class Exchange {
 public:
  Exchange(const ServerContext& context, Session& session, ConnectionTable::Entry& entry);

  // To be called once, when the first byte of a request, or the end of input, is there.
  Next Run();

 private:
  bool ReceiveHead();
  Answer MakeAnswer();
  Answer AnswerHead();
  Answer Dispatch(const Route& route);
  Admission CheckAccess() const;
  std::optional<Answer> RefuseAccess(Access access) const;
  void ReceiveBody(Request& request);
  void Send(const Answer& answer);
  void SetHead(const Answer& answer, std::uint64_t body_bytes);
  void LogAccess() const;
  bool MayKeepAlive() const;
  std::string HeaderField(const std::string& name) const;

  const ServerContext& context_;
  Session& session_;
  ConnectionTable::Entry& entry_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::optional<Poco::Net::HTTPServerResponseImpl> response_;
  std::optional<Poco::Net::HTTPServerRequestImpl> request_;  // nothing: the header was not understood
  std::optional<HttpError> head_error_;
  MessageFraming framing_;
  std::string client_ip_;
  std::string request_id_;
  std::string path_;
  bool input_is_left_ = true;  // of this request
  bool broken_ = false;        // the answer was cut off
};

}  // namespace code_runner::http
