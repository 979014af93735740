// A request as handlers see it.
#pragma once

#include <string>

#include "http/body_budget.h"

namespace code_runner::http {

struct Request {
  std::string method;            // as sent, also "HEAD" where the handler of "GET" answers
  std::string path;              // without the query, not decoded
  std::string id;                // see request_id.h
  std::string caller;            // see Admission
  std::string accept;            // the header of that name
  std::string body;              // complete, if the route takes one
  BodyBudget::Share body_share;  // to be released with the body
  int socket = -1;               // file descriptor of the connection; borrowed
};

}  // namespace code_runner::http
