#include "http/authenticator.h"

#include <Poco/DigestEngine.h>
#include <Poco/SHA2Engine.h>
#include <strings.h>

#include <algorithm>
#include <cstddef>

namespace code_runner::http {
namespace {

std::string_view BearerToken(std::string_view authorization) {
  constexpr std::string_view kScheme = "Bearer ";
  if (authorization.size() < kScheme.size()) return {};
  if (::strncasecmp(authorization.data(), kScheme.data(), kScheme.size()) != 0) return {};
  authorization.remove_prefix(kScheme.size());
  authorization.remove_prefix(std::min(authorization.find_first_not_of(' '), authorization.size()));
  return authorization;
}

}  // namespace

Authenticator::Authenticator(const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    if (!secret.empty()) digests_.push_back(DigestOf(secret));
  }
}

Authenticator::Digest Authenticator::DigestOf(std::string_view secret) {
  Poco::SHA2Engine engine;
  engine.update(secret.data(), secret.size());
  return engine.digest();
}

Admission Authenticator::Check(std::string_view api_key, std::string_view authorization) const {
  if (!Enabled()) return {Access::kGranted};
  const std::string_view token = BearerToken(authorization);
  if (api_key.empty() && token.empty()) return {Access::kNoCredentials};
  for (const std::string_view secret : {api_key, token}) {
    const Digest presented = DigestOf(secret);
    if (Knows(presented)) return {Access::kGranted, Poco::DigestEngine::digestToHex(presented)};
  }
  return {Access::kWrongCredentials};
}

bool Authenticator::Knows(const Digest& presented) const {
  bool known = false;
  for (const Digest& digest : digests_) {
    unsigned char difference = 0;
    for (std::size_t i = 0; i < digest.size(); ++i) difference |= digest[i] ^ presented[i];
    known |= difference == 0;
  }
  return known;
}

}  // namespace code_runner::http
