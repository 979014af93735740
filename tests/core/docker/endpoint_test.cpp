#include "docker/endpoint.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temp_dir.h"

namespace code_runner::docker {
namespace {

TEST(Endpoint, TakesASocketInBothSpellings) {
  for (const std::string host : {"unix:///run/docker.sock", "/run/docker.sock"}) {
    const Result<Endpoint> endpoint = Endpoint::Parse(host, "");
    ASSERT_TRUE(endpoint.ok()) << host;
    EXPECT_EQ(endpoint->unix_socket, "/run/docker.sock");
    EXPECT_EQ(endpoint->base_url, "http://localhost");
    EXPECT_EQ(endpoint->ca_file, "");
  }
}

TEST(Endpoint, TakesTcp) {
  EXPECT_EQ(Endpoint::Parse("tcp://docker.example:2375", "")->base_url, "http://docker.example:2375");
  EXPECT_EQ(Endpoint::Parse("tcp://[::1]:2375", "")->base_url, "http://[::1]:2375");
  EXPECT_EQ(Endpoint::Parse("tcp://10.0.0.1:65535", "")->unix_socket, "");
}

TEST(Endpoint, RefusesWhatItCannotReach) {
  const std::string too_long = "/" + std::string(107, 'x');
  for (const std::string& host :
       {std::string(), std::string("docker.sock"), std::string("unix://run/docker.sock"), std::string("unix://"),
        too_long, std::string("http://localhost:2375"), std::string("tcp://"), std::string("tcp://localhost"),
        std::string("tcp://:2375"), std::string("tcp://localhost:"), std::string("tcp://localhost:0"),
        std::string("tcp://localhost:65536"), std::string("tcp://localhost:23x"), std::string("tcp://a/b:1"),
        std::string("tcp://user@host:1"), std::string("tcp://::1:2375"), std::string("tcp://[]:1")}) {
    const Result<Endpoint> endpoint = Endpoint::Parse(host, "");
    ASSERT_FALSE(endpoint.ok()) << host;
    EXPECT_EQ(endpoint.error().code, ErrorCode::kBadRequest);
    EXPECT_FALSE(endpoint.error().message.empty());
  }
}

TEST(Endpoint, TakesTheLongestSocketPath) {
  EXPECT_TRUE(Endpoint::Parse("/" + std::string(106, 'x'), "").ok());
}

TEST(Endpoint, TakesTlsWhenAllFilesAreThere) {
  const testing::TempDir dir;
  const std::string cert_dir = dir.Path("");
  for (const char* name : {"ca.pem", "cert.pem", "key.pem"}) {
    const Result<Endpoint> incomplete = Endpoint::Parse("tcp://localhost:2376", cert_dir);
    ASSERT_FALSE(incomplete.ok());
    EXPECT_NE(incomplete.error().message.find(name), std::string::npos);
    std::ofstream(dir.Path(name)) << "PEM";
  }
  const Result<Endpoint> endpoint = Endpoint::Parse("tcp://localhost:2376", cert_dir);
  ASSERT_TRUE(endpoint.ok());
  EXPECT_EQ(endpoint->base_url, "https://localhost:2376");
  EXPECT_NE(endpoint->key_file, "");
}

}  // namespace
}  // namespace code_runner::docker
