#include "instance.h"

#include <Poco/UUIDGenerator.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace code_runner {
namespace {

constexpr std::size_t kIdBytes = 36;  // of a UUID in text form

Error Unusable(const std::filesystem::path& path, const std::string& reason) {
  return {ErrorCode::kInternal, "STATE_DIR: " + path.string() + ": " + reason};
}

bool IsId(const std::string& text) {
  Poco::UUID id;
  return id.tryParse(text) && text.size() == kIdBytes;
}

}  // namespace

Result<Instance> Instance::Claim(const std::filesystem::path& state_dir) {
  std::error_code error;
  std::filesystem::create_directories(state_dir, error);
  if (error) return Unusable(state_dir, error.message());
  const std::filesystem::path path = state_dir / "instance";
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) return Unusable(path, std::strerror(errno));
  if (::flock(file.Get(), LOCK_EX | LOCK_NB) != 0) {
    return Error{ErrorCode::kConflict, "STATE_DIR: " + state_dir.string() + " is in use by another server"};
  }
  std::array<char, kIdBytes> buffer{};
  const ssize_t bytes = ::pread(file.Get(), buffer.data(), buffer.size(), 0);
  std::string id(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(bytes, 0)));
  if (!IsId(id)) {
    id = Poco::UUIDGenerator::defaultGenerator().createRandom().toString();
    if (::pwrite(file.Get(), id.data(), id.size(), 0) != static_cast<ssize_t>(id.size())) {
      return Unusable(path, std::strerror(errno));
    }
  }
  return Instance(std::move(file), std::move(id));
}

}  // namespace code_runner
