#include "docker/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace code_runner::docker {
namespace {

using ::testing::ElementsAre;

template <class T>
void ExpectRefused(const Result<T>& result, const std::string& body) {
  ASSERT_FALSE(result.ok()) << body;
  EXPECT_EQ(result.error().code, ErrorCode::kDockerError) << body;
}

TEST(Answer, ReadsEngineInfo) {
  const Result<EngineInfo> info = ReadEngineInfo(
      R"({"ServerVersion":"20.10.24","CgroupVersion":"2","Runtimes":{"runc":{"path":"runc"},"runsc":{}},)"
      R"("DefaultRuntime":"runc","NCPU":2,"MemTotal":25276502016,"Other":[1,2],)"
      R"("SecurityOptions":["name=apparmor","name=seccomp,profile=default"]})");
  ASSERT_TRUE(info.ok()) << info.error().LogText();
  EXPECT_EQ(info->version, "20.10.24");
  EXPECT_EQ(info->cgroup_version, "2");
  EXPECT_THAT(info->runtimes, ElementsAre("runc", "runsc"));
  EXPECT_THAT(info->security_options, ElementsAre("name=apparmor", "name=seccomp,profile=default"));
  EXPECT_EQ(info->cpus, 2U);
  EXPECT_EQ(info->memory_bytes, 25276502016U);
}

TEST(Answer, RefusesEngineInfoOfWrongTypes) {
  for (const std::string body :
       {"", "null", "[]", "{}", "{", R"({"ServerVersion":1,"NCPU":1,"MemTotal":1})",
        R"({"ServerVersion":"1","NCPU":"2","MemTotal":1})", R"({"ServerVersion":"1","NCPU":-1,"MemTotal":1})",
        R"({"ServerVersion":"1","NCPU":2.5,"MemTotal":1})", R"({"ServerVersion":"1","NCPU":true,"MemTotal":1})",
        R"({"ServerVersion":"1","NCPU":99999999999,"MemTotal":1})",
        R"({"ServerVersion":"1","NCPU":1,"MemTotal":1,"SecurityOptions":"name=seccomp"})",
        R"({"ServerVersion":"1","NCPU":1,"MemTotal":1,"SecurityOptions":[1]})",
        R"({"ServerVersion":"1","NCPU":1,"MemTotal":1,"Runtimes":["runc"]})"}) {
    ExpectRefused(ReadEngineInfo(body), body);
  }
}

TEST(Answer, ReadsIds) {
  EXPECT_EQ(*ReadId(R"({"Id":"abc","Warnings":[]})"), "abc");
  for (const std::string body : {R"({"ID":"abc"})", R"({"Id":7})", R"({"Id":null})", R"("abc")"}) {
    ExpectRefused(ReadId(body), body);
  }
}

TEST(Answer, ReadsImages) {
  const Result<ImageInfo> image = ReadImage(R"({"Id":"sha256:a","Config":{"Labels":{"k":"v"}},"Size":123})");
  ASSERT_TRUE(image.ok()) << image.error().LogText();
  EXPECT_EQ(image->id, "sha256:a");
  EXPECT_EQ(image->labels, (Labels{{"k", "v"}}));
  EXPECT_EQ(image->size_bytes, 123U);
  EXPECT_TRUE(ReadImage(R"({"Id":"sha256:a","Config":{"Labels":null},"Size":0})").ok());
  EXPECT_TRUE(ReadImage(R"({"Id":"sha256:a","Size":0})").ok());
  for (const std::string body :
       {R"({"Id":"a","Size":-1})", R"({"Id":"a","Size":0,"Config":[]})",
        R"({"Id":"a","Size":0,"Config":{"Labels":{"k":1}}})", R"({"Id":"a","Size":0,"Config":{"Labels":"k=v"}})"}) {
    ExpectRefused(ReadImage(body), body);
  }
}

TEST(Answer, ReadsContainers) {
  const auto containers = ReadContainers(R"([{"Id":"c","State":"running","Created":1700000000,"Labels":{"k":"v"}}])");
  ASSERT_TRUE(containers.ok()) << containers.error().LogText();
  ASSERT_EQ(containers->size(), 1U);
  EXPECT_EQ(containers->front().state, "running");
  EXPECT_EQ(std::chrono::system_clock::to_time_t(containers->front().created), 1700000000);
  EXPECT_TRUE(ReadContainers("[]")->empty());
  for (const std::string body : {"{}", "[null]", "[1]", R"([{"Id":"c","State":"x","Created":"yesterday"}])"}) {
    ExpectRefused(ReadContainers(body), body);
  }
}

TEST(Answer, ReadsNetworks) {
  const auto network = ReadNetwork(
      R"({"Id":"n","IPAM":{"Config":[{"Subnet":"172.18.0.0/16"},{"Subnet":"fd00::/64"}]},"Labels":{"k":"v"}})");
  ASSERT_TRUE(network.ok()) << network.error().LogText();
  EXPECT_THAT(network->subnets, ElementsAre("172.18.0.0/16", "fd00::/64"));
  EXPECT_TRUE(ReadNetwork(R"({"Id":"n","IPAM":{"Config":null}})")->subnets.empty());
  for (const std::string body : {R"({"Id":"n","IPAM":[]})", R"({"Id":"n","IPAM":{"Config":[{}]}})"}) {
    ExpectRefused(ReadNetwork(body), body);
  }
}

TEST(Answer, ReadsTheEndOfAContainer) {
  const auto end =
      ReadContainerEnd(R"({"Type":"container","Action":"oom","Actor":{"ID":"c"}})"
                       "\n"
                       R"({"Type":"container","Action":"die","Actor":{"ID":"c","Attributes":{"exitCode":"137"}}})"
                       "\n");
  ASSERT_TRUE(end.ok()) << end.error().LogText();
  EXPECT_TRUE(end->out_of_memory);
  EXPECT_EQ(end->exit_code, 137);
}

TEST(Answer, ReadsNoEndFromNoEvents) {
  const auto end = ReadContainerEnd("");
  ASSERT_TRUE(end.ok());
  EXPECT_FALSE(end->out_of_memory);
  EXPECT_FALSE(end->exit_code.has_value());
}

TEST(Answer, RefusesEventsOfWrongTypes) {
  for (const std::string body :
       {R"({"Action":7})", R"({"Action":"die"})", R"({"Action":"die","Actor":{"Attributes":{"exitCode":137}}})",
        R"({"Action":"die","Actor":{"Attributes":{"exitCode":"x"}}})", R"({"Action":"oom")"}) {
    ExpectRefused(ReadContainerEnd(body), body);
  }
}

TEST(Answer, BoundsTheDepthOfNesting) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  ExpectRefused(ReadContainers(deep), "deep nesting");
}

}  // namespace
}  // namespace code_runner::docker
