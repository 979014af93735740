#include "http/health_handler.h"

#include "http/json_writer.h"

namespace code_runner::http {

Answer HealthHandler::operator()(const Request&) const {
  const bool connected = docker_connected_();
  return JsonAnswer(200, WriteJson([&](JsonWriter& json) {
                      json.BeginObject();
                      json.Key("status");
                      json.String(connected ? "ok" : "degraded");
                      json.Key("docker_connected");
                      json.Boolean(connected);
                      json.Key("auth_enabled");
                      json.Boolean(auth_enabled_);
                      json.EndObject();
                    }));
}

}  // namespace code_runner::http
