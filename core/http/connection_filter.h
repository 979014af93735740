// The door: who gets in when the house is full.
#pragma once

#include <Poco/Net/TCPServer.h>

#include "http/connection_table.h"

namespace code_runner::http {

// Closes the connection that is idle for longest when there are `connections_max` of them; if none is idle, answers the
// new one with 503, as far as its socket takes that at once. For the accepting thread alone.
class ConnectionFilter : public Poco::Net::TCPServerConnectionFilter {
 public:
  // `connections` must outlive it.
  ConnectionFilter(ConnectionTable& connections, int connections_max)
      : connections_(connections), connections_max_(static_cast<std::size_t>(connections_max)) {}

  bool accept(const Poco::Net::StreamSocket& socket) override;

 private:
  ConnectionTable& connections_;
  const std::size_t connections_max_;
};

}  // namespace code_runner::http
