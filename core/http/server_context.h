// What all connections of a server share.
#pragma once

#include <Poco/Net/HTTPServerParams.h>

#include "http/authenticator.h"
#include "http/body_budget.h"
#include "http/connection_table.h"
#include "http/router.h"
#include "http/server_options.h"
#include "http/services.h"

namespace code_runner::http {

// Thread-safe, as all its parts are. Outlives the connections.
struct ServerContext {
  const ServerOptions& options;
  const Services& services;
  const Authenticator& authenticator;
  const Router& router;
  ConnectionTable& connections;
  BodyBudget& body_budget;
  Poco::Net::HTTPServerParams::Ptr params;
};

}  // namespace code_runner::http
