#include "http/authenticator.h"

#include <gtest/gtest.h>

namespace code_runner::http {
namespace {

TEST(AuthenticatorTest, IsOffWithoutSecrets) {
  EXPECT_FALSE(Authenticator({}).Enabled());
  EXPECT_FALSE(Authenticator({""}).Enabled());
  EXPECT_EQ(Authenticator({}).Check("", ""), Access::kGranted);
}

TEST(AuthenticatorTest, EitherHeaderTakesEverySecret) {
  const Authenticator authenticator({"key", "token"});
  EXPECT_TRUE(authenticator.Enabled());
  EXPECT_EQ(authenticator.Check("key", ""), Access::kGranted);
  EXPECT_EQ(authenticator.Check("token", ""), Access::kGranted);
  EXPECT_EQ(authenticator.Check("", "Bearer key"), Access::kGranted);
  EXPECT_EQ(authenticator.Check("", "bearer   token"), Access::kGranted);
  EXPECT_EQ(authenticator.Check("wrong", "Bearer token"), Access::kGranted);
}

TEST(AuthenticatorTest, TellsNoneFromWrong) {
  const Authenticator authenticator({"key"});
  for (const char* none : {"", "Bearer", "Bearer ", "Basic a2V5", "key"}) {
    EXPECT_EQ(authenticator.Check("", none), Access::kNoCredentials) << none;
  }
  for (const char* wrong : {"k", "key ", "keykey", "KEY", "Bearer key"}) {
    EXPECT_EQ(authenticator.Check(wrong, ""), Access::kWrongCredentials) << wrong;
  }
  EXPECT_EQ(authenticator.Check("", "Bearer wrong"), Access::kWrongCredentials);
}

TEST(AuthenticatorTest, AnEmptySecretOpensNothing) {
  const Authenticator authenticator({"", "key"});
  EXPECT_EQ(authenticator.Check("", ""), Access::kNoCredentials);
  EXPECT_EQ(authenticator.Check("x", ""), Access::kWrongCredentials);
}

}  // namespace
}  // namespace code_runner::http
