// One run through `POST /run`, and what its answer says.
#pragma once

#include <Poco/JSON/Object.h>
#include <gmock/gmock.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "support/service.h"

namespace code_runner::testing {

// The fields of the contract; what is not set is not sent. `code` is always sent.
struct RunRequest {
  std::string image = "python";
  std::string code = {};
  std::map<std::string, std::string> files = {};
  std::optional<std::string> entrypoint = {};
  std::vector<std::string> args = {};
  std::map<std::string, std::string> environment = {};
  std::optional<std::string> stdin_text = {};
  std::optional<int> timeout = {};  // seconds
  std::optional<std::string> mem_limit = {};
  std::optional<std::string> disk_limit = {};
  std::optional<bool> allow_network = {};

  Poco::JSON::Object ToJson() const;
};

struct RunAnswer {
  int http_status = 0;
  std::map<std::string, std::string> headers;
  std::string out;
  std::string err;
  std::string status;
  int exit_code = 0;
  Poco::JSON::Object::Ptr json;            // all of it
  std::chrono::duration<double> waited{};  // by the client, from its request to its end
};

// How a failed expectation shows it.
void PrintTo(const RunAnswer& answer, std::ostream* stream);

RunAnswer Run(const Service& service, const RunRequest& request);

// The kind of start that the answer names.
std::string StartOf(const RunAnswer& answer);

// JSON text in a form that compares: sorted members, no space.
std::string NormalJson(const std::string& text);
// A member of the answer in that form; empty if there is none.
std::string Member(const RunAnswer& answer, const std::string& name);

// Matchers. The program ended thus:
inline auto EndsAs(const std::string& status, int exit_code) {
  using ::testing::Field;
  return ::testing::AllOf(Field("http_status", &RunAnswer::http_status, 200),
                          Field("status", &RunAnswer::status, status),
                          Field("exit_code", &RunAnswer::exit_code, exit_code));
}
inline auto Exits(int exit_code) {
  return EndsAs("exited", exit_code);
}
// It wrote to standard output or standard error what `matcher` wants.
template <class Matcher>
auto Prints(Matcher matcher) {
  return ::testing::Field("stdout", &RunAnswer::out, std::move(matcher));
}
template <class Matcher>
auto Complains(Matcher matcher) {
  return ::testing::Field("stderr", &RunAnswer::err, std::move(matcher));
}

}  // namespace code_runner::testing
