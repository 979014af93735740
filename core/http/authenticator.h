// Who may use the server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace code_runner::http {

enum class Access { kGranted, kNoCredentials, kWrongCredentials };

// API keys and tokens are of equal power, and either header takes either of them. What is compared are SHA-256 digests,
// always all of them, so that the time taken tells neither content nor length of a secret. Immutable and thread-safe.
class Authenticator {
 public:
  // Empty secrets are ignored.
  explicit Authenticator(const std::vector<std::string>& secrets);

  bool Enabled() const { return !digests_.empty(); }

  // `api_key` is the value of X-API-Key, `authorization` that of Authorization ("Bearer TOKEN"; other schemes count as
  // none); empty if there is none. One that is right is enough.
  Access Check(std::string_view api_key, std::string_view authorization) const;

 private:
  bool Knows(std::string_view secret) const;

  std::vector<std::vector<unsigned char>> digests_;
};

}  // namespace code_runner::http
