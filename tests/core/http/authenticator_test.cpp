#include "http/authenticator.h"

#include <gtest/gtest.h>

namespace code_runner::http {
namespace {

TEST(AuthenticatorTest, IsOffWithoutSecrets) {
  EXPECT_FALSE(Authenticator({}).Enabled());
  EXPECT_FALSE(Authenticator({""}).Enabled());
  EXPECT_EQ(Authenticator({}).Check("", "").access, Access::kGranted);
}

TEST(AuthenticatorTest, EitherHeaderTakesEverySecret) {
  const Authenticator authenticator({"key", "token"});
  EXPECT_TRUE(authenticator.Enabled());
  EXPECT_EQ(authenticator.Check("key", "").access, Access::kGranted);
  EXPECT_EQ(authenticator.Check("token", "").access, Access::kGranted);
  EXPECT_EQ(authenticator.Check("", "Bearer key").access, Access::kGranted);
  EXPECT_EQ(authenticator.Check("", "bearer   token").access, Access::kGranted);
  EXPECT_EQ(authenticator.Check("wrong", "Bearer token").access, Access::kGranted);
}

TEST(AuthenticatorTest, TellsNoneFromWrong) {
  const Authenticator authenticator({"key"});
  for (const char* none : {"", "Bearer", "Bearer ", "Basic a2V5", "key"}) {
    EXPECT_EQ(authenticator.Check("", none).access, Access::kNoCredentials) << none;
  }
  for (const char* wrong : {"k", "key ", "keykey", "KEY", "Bearer key"}) {
    EXPECT_EQ(authenticator.Check(wrong, "").access, Access::kWrongCredentials) << wrong;
  }
  EXPECT_EQ(authenticator.Check("", "Bearer wrong").access, Access::kWrongCredentials);
}

TEST(AuthenticatorTest, AnEmptySecretOpensNothing) {
  const Authenticator authenticator({"", "key"});
  EXPECT_EQ(authenticator.Check("", "").access, Access::kNoCredentials);
  EXPECT_EQ(authenticator.Check("x", "").access, Access::kWrongCredentials);
}

TEST(AuthenticatorTest, TellsCallersApart) {
  const Authenticator authenticator({"key", "token"});
  const std::string caller = authenticator.Check("key", "").caller;
  EXPECT_EQ(caller.size(), 64U);
  EXPECT_EQ(caller.find("key"), std::string::npos);
  EXPECT_EQ(authenticator.Check("", "Bearer key").caller, caller) << "the secret counts, not the header";
  EXPECT_EQ(authenticator.Check("key", "Bearer token").caller, caller);
  EXPECT_EQ(authenticator.Check("wrong", "Bearer key").caller, caller);
  EXPECT_NE(authenticator.Check("token", "").caller, caller);
  EXPECT_EQ(authenticator.Check("wrong", "").caller, "");
  EXPECT_EQ(Authenticator({}).Check("key", "").caller, "");
}

}  // namespace
}  // namespace code_runner::http
