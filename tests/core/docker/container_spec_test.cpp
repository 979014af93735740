#include "docker/container_spec.h"

#include <Poco/JSON/Parser.h>
#include <Poco/JSON/Stringifier.h>
#include <gtest/gtest.h>

#include <sstream>

namespace code_runner::docker {
namespace {

using Poco::JSON::Object;

Object::Ptr Parse(const ContainerSpec& spec) {
  return Poco::JSON::Parser().parse(ToJson(spec)).extract<Object::Ptr>();
}

// A member as text: strings without quotes, all else as JSON.
std::string Text(const Object::Ptr& object, const std::string& key) {
  const Poco::Dynamic::Var value = object->get(key);
  if (value.isString()) return value.extract<std::string>();
  std::ostringstream text;
  Poco::JSON::Stringifier::stringify(value, text);
  return text.str();
}

TEST(ContainerSpec, OpensTheStandardStreamsAndKeepsNoLog) {
  const Object::Ptr body = Parse({.image = "sha256:abc", .labels = {{"a", "b"}}});
  EXPECT_EQ(body->getValue<std::string>("Image"), "sha256:abc");
  EXPECT_EQ(body->getObject("Labels")->getValue<std::string>("a"), "b");
  for (const char* key : {"OpenStdin", "StdinOnce", "AttachStdin", "AttachStdout", "AttachStderr"}) {
    EXPECT_TRUE(body->getValue<bool>(key)) << key;
  }
  EXPECT_FALSE(body->getValue<bool>("Tty"));
  const Object::Ptr host = body->getObject("HostConfig");
  EXPECT_EQ(host->getObject("LogConfig")->getValue<std::string>("Type"), "none");
  EXPECT_EQ(host->getObject("RestartPolicy")->getValue<std::string>("Name"), "no");
  EXPECT_EQ(host->getValue<std::string>("IpcMode"), "private");
  EXPECT_TRUE(host->getValue<bool>("AutoRemove"));
  EXPECT_TRUE(host->getValue<bool>("ReadonlyRootfs"));
  EXPECT_FALSE(host->getValue<bool>("Init"));
  EXPECT_FALSE(host->has("MaskedPaths"));
  EXPECT_FALSE(host->has("Runtime"));
}

TEST(ContainerSpec, SetsEveryLimitAndNoSwap) {
  const Object::Ptr host = Parse({.image = "x",
                                  .memory_bytes = 268435456,
                                  .nano_cpus = 4000000000,
                                  .cpu_shares = 512,
                                  .pids_limit = 128,
                                  .shm_bytes = 65536,
                                  .tmpfs = {{"/tmp", "rw,exec,size=1048576"}}})
                               ->getObject("HostConfig");
  EXPECT_EQ(Text(host, "Memory"), "268435456");
  EXPECT_EQ(Text(host, "MemorySwap"), "268435456");
  EXPECT_EQ(Text(host, "NanoCpus"), "4000000000");
  EXPECT_EQ(Text(host, "CpuShares"), "512");
  EXPECT_EQ(Text(host, "PidsLimit"), "128");
  EXPECT_EQ(Text(host, "ShmSize"), "65536");
  EXPECT_EQ(host->getObject("Tmpfs")->getValue<std::string>("/tmp"), "rw,exec,size=1048576");
}

TEST(ContainerSpec, SetsWhatIsAllowedAndWhatIsNot) {
  const Object::Ptr host = Parse({.image = "x",
                                  .cap_drop = {"ALL"},
                                  .cap_add = {"KILL", "SETUID"},
                                  .security_opt = {"no-new-privileges"},
                                  .read_only_root = false,
                                  .auto_remove = false,
                                  .oci_runtime = "runsc"})
                               ->getObject("HostConfig");
  EXPECT_EQ(Text(host, "CapDrop"), R"(["ALL"])");
  EXPECT_EQ(Text(host, "CapAdd"), R"(["KILL","SETUID"])");
  EXPECT_EQ(Text(host, "SecurityOpt"), R"(["no-new-privileges"])");
  EXPECT_EQ(Text(host, "Runtime"), "runsc");
  EXPECT_FALSE(host->getValue<bool>("ReadonlyRootfs"));
  EXPECT_FALSE(host->getValue<bool>("AutoRemove"));
}

TEST(ContainerSpec, DisablesTheNetworkOrNamesOne) {
  const Object::Ptr disabled = Parse({.image = "x", .network_disabled = true, .network_mode = "bridge"});
  EXPECT_TRUE(disabled->getValue<bool>("NetworkDisabled"));
  EXPECT_FALSE(disabled->getObject("HostConfig")->has("NetworkMode"));
  const Object::Ptr named = Parse({.image = "x", .network_mode = "container:abc"});
  EXPECT_FALSE(named->getValue<bool>("NetworkDisabled"));
  EXPECT_EQ(Text(named->getObject("HostConfig"), "NetworkMode"), "container:abc");
  EXPECT_EQ(Text(Parse({.image = "x"})->getObject("HostConfig"), "NetworkMode"), "default");
}

TEST(ContainerSpec, EscapesWhatItIsGiven) {
  const Object::Ptr body = Parse({.image = "x\"},{\"Privileged\":true", .labels = {{"quote\"", "line\nfeed"}}});
  EXPECT_EQ(Text(body, "Image"), "x\"},{\"Privileged\":true");
  EXPECT_EQ(body->getObject("Labels")->getValue<std::string>("quote\""), "line\nfeed");
  EXPECT_FALSE(body->has("Privileged"));
}

}  // namespace
}  // namespace code_runner::docker
