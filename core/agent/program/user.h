// The user that everything but the agent itself runs as.
#pragma once

#include <sys/types.h>

namespace code_runner::agent {

inline constexpr uid_t kUserId = 1001;
inline constexpr gid_t kGroupId = 1001;

// Gives up, once and for all children of the agent, whatever they could inherit or regain: the capability bounding set,
// ambient capabilities, other groups, set-user-id programs (no_new_privs), core dumps, ignored or blocked signals. The
// agent keeps the capabilities it has. False, with errno, when that cannot be done: then it must not go on.
[[nodiscard]] bool RestrictChildren();

// Turns the calling process, a fresh child of the restricted agent, into one without any privilege: user and group
// above, empty capability sets, a session of its own, the first choice of the out-of-memory killer. False, with errno,
// when that cannot be done: then it must not go on.
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
