// The user that everything but the agent itself runs as.
#pragma once

#include <sys/types.h>

namespace code_runner::agent {

inline constexpr uid_t kUserId = 1001;
inline constexpr gid_t kGroupId = 1001;

// Turns the calling process, a fresh child of the agent, into one without any privilege and without a way to get one:
// user and group above, no other groups, empty capability sets, no_new_privs; its own session, default signal handling,
// no core dumps, the first choice of the out-of-memory killer. False, with errno, when that cannot be done: then it
// must not go on.
[[nodiscard]] bool BecomeUser();

// While it lives, the agent makes and opens files as the user, with nobody's privileges. Not to be nested.
class UserFileAccess {
 public:
  UserFileAccess();
  ~UserFileAccess();
  UserFileAccess(const UserFileAccess&) = delete;
  UserFileAccess& operator=(const UserFileAccess&) = delete;
};

}  // namespace code_runner::agent
