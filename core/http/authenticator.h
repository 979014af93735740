// Who may use the server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace code_runner::http {

enum class Access { kGranted, kNoCredentials, kWrongCredentials };

struct Admission {
  Access access = Access::kNoCredentials;
  // Digest of the secret that opened, in hexadecimal digits: who knows the same secret is the same caller. Empty when
  // authentication is off, and without access.
  std::string caller = {};
};

// API keys and tokens are of equal power, and either header takes either of them. What is compared are SHA-256 digests,
// always all of them, so that the time taken tells neither content nor length of a secret. Immutable and thread-safe.
class Authenticator {
 public:
  // Empty secrets are ignored.
  explicit Authenticator(const std::vector<std::string>& secrets);

  bool Enabled() const { return !digests_.empty(); }

  // `api_key` is the value of X-API-Key, `authorization` that of Authorization ("Bearer TOKEN"; other schemes count as
  // none); empty if there is none. One that is right is enough; of two, the API key says who it is.
  Admission Check(std::string_view api_key, std::string_view authorization) const;

 private:
  using Digest = std::vector<unsigned char>;

  static Digest DigestOf(std::string_view secret);
  bool Knows(const Digest& presented) const;

  std::vector<Digest> digests_;
};

}  // namespace code_runner::http
