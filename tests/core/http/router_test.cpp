#include "http/router.h"

#include <gtest/gtest.h>

namespace code_runner::http {
namespace {

const Router& TestRouter() {
  static const Router router({{.method = "GET", .path = "/a", .handler = {}},
                              {.method = "POST", .path = "/a", .handler = {}},
                              {.method = "POST", .path = "/b", .handler = {}}});
  return router;
}

const Route* Found(std::string_view method, std::string_view path) {
  const auto found = TestRouter().Find(method, path);
  const auto* route = std::get_if<const Route*>(&found);
  return route == nullptr ? nullptr : *route;
}

Answer Refused(std::string_view method, std::string_view path) {
  return std::get<Answer>(TestRouter().Find(method, path));
}

TEST(RouterTest, FindsByMethodAndPath) {
  EXPECT_EQ(Found("GET", "/a")->method, "GET");
  EXPECT_EQ(Found("POST", "/a")->method, "POST");
  EXPECT_EQ(Found("HEAD", "/a")->method, "GET");
}

TEST(RouterTest, UnknownPathIs404) {
  for (const char* path : {"/", "/c", "/a/", "/A", "", "a"}) EXPECT_EQ(Refused("GET", path).status, 404) << path;
}

TEST(RouterTest, WrongMethodIs405ThatSaysWhatIsAllowed) {
  const Answer answer = Refused("DELETE", "/a");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.headers.back(), std::make_pair(std::string("Allow"), std::string("GET, HEAD, POST")));
  EXPECT_EQ(Refused("HEAD", "/b").headers.back().second, "POST");
  EXPECT_EQ(Refused("get", "/a").status, 405);
}

}  // namespace
}  // namespace code_runner::http
