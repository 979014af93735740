#include "base/error.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace code_runner {
namespace {

constexpr ErrorCode kCodes[] = {
    ErrorCode::kInvalidRequest,    ErrorCode::kBadRequest,          ErrorCode::kPayloadTooLarge,
    ErrorCode::kUnknownImage,      ErrorCode::kRuntimeNotAvailable, ErrorCode::kResourceExhausted,
    ErrorCode::kDockerUnreachable, ErrorCode::kDockerError,         ErrorCode::kNotFound,
    ErrorCode::kConflict,          ErrorCode::kDeadlineExceeded,    ErrorCode::kCancelled,
    ErrorCode::kUnavailable,       ErrorCode::kPluginFault,         ErrorCode::kProtocolError,
    ErrorCode::kInternal};

TEST(ErrorTest, EachCodeHasANameOfItsOwn) {
  std::set<std::string> names;
  for (const ErrorCode code : kCodes) names.insert(ToString(code));
  EXPECT_EQ(names.size(), std::size(kCodes));
  EXPECT_STREQ(ToString(ErrorCode::kDockerUnreachable), "docker_unreachable");
}

TEST(ErrorTest, LogTextIsTheMessageUnlessThereIsAnother) {
  EXPECT_EQ((Error{ErrorCode::kInternal, "for all"}).LogText(), "for all");
  EXPECT_EQ((Error{ErrorCode::kInternal, "for all", "for the operator"}).LogText(), "for the operator");
}

}  // namespace
}  // namespace code_runner
