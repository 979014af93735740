#include "http/base64.h"

#include <gtest/gtest.h>

namespace code_runner::http {
namespace {

TEST(Base64Test, Decodes) {
  EXPECT_EQ(DecodeBase64(""), "");
  EXPECT_EQ(DecodeBase64("Zg=="), "f");
  EXPECT_EQ(DecodeBase64("Zm8="), "fo");
  EXPECT_EQ(DecodeBase64("Zm9v"), "foo");
  EXPECT_EQ(DecodeBase64("Zm9vYmFy"), "foobar");
  EXPECT_EQ(DecodeBase64("+/8A"), std::string("\xFB\xFF\0", 3));
}

TEST(Base64Test, RefusesEverythingElse) {
  for (const char* text :
       {"Z", "Zg", "Zg=", "Zg==Zg==", "====", "Z===", "Zm9 v", "Zm9v\n", "Zm-_", "Zh==", "Zm9=", "=Zm9"}) {
    EXPECT_FALSE(DecodeBase64(text)) << text;
  }
}

}  // namespace
}  // namespace code_runner::http
