#include "docker/api_version.h"

#include <gtest/gtest.h>

namespace code_runner::docker {
namespace {

TEST(NegotiateApiVersion, TakesTheOlderOfBoth) {
  EXPECT_EQ(*NegotiateApiVersion("1.41"), "1.41");
  EXPECT_EQ(*NegotiateApiVersion("1.44"), "1.44");
  EXPECT_EQ(*NegotiateApiVersion("1.47"), "1.47");
  EXPECT_EQ(*NegotiateApiVersion("1.52"), "1.47");
  EXPECT_EQ(*NegotiateApiVersion("2.0"), "1.47");
}

TEST(NegotiateApiVersion, RefusesAnEngineThatIsTooOld) {
  for (const char* version : {"1.40", "1.9", "0.99"}) {
    const Result<std::string> negotiated = NegotiateApiVersion(version);
    ASSERT_FALSE(negotiated.ok()) << version;
    EXPECT_EQ(negotiated.error().code, ErrorCode::kDockerError);
    EXPECT_NE(negotiated.error().message.find("too old"), std::string::npos);
  }
}

TEST(NegotiateApiVersion, RefusesWhatIsNoVersion) {
  for (const char* version : {"", "1", "1.", ".41", "1.41x", "one.two", "1.99999999999999999999", "1.41\r\nX: y"}) {
    const Result<std::string> negotiated = NegotiateApiVersion(version);
    ASSERT_FALSE(negotiated.ok()) << version;
    EXPECT_EQ(negotiated.error().code, ErrorCode::kDockerError);
  }
}

}  // namespace
}  // namespace code_runner::docker
