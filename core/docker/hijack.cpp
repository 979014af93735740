#include "docker/hijack.h"

#include <poll.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "docker/engine_error.h"

namespace code_runner::docker {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kHeaderBytesMax = 16 * 1024;
constexpr std::size_t kComplaintBytesMax = 16 * 1024;
constexpr std::string_view kEndOfHeader = "\r\n\r\n";

Status Wait(const RawConnection& connection, short events, Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  if (left.count() <= 0) return DeadlineExceeded("attach: no answer in time");
  pollfd descriptor{connection.PollFd(), events, 0};
  ::poll(&descriptor, 1, static_cast<int>(left.count()));
  return Ok();
}

Status SendAll(RawConnection& connection, std::string_view bytes, Clock::time_point deadline) {
  while (!bytes.empty()) {
    const Result<std::size_t> sent = connection.Send(bytes);
    if (!sent.ok()) return sent.error();
    bytes.remove_prefix(*sent);
    if (*sent > 0) continue;
    if (const Status waited = Wait(connection, POLLOUT, deadline); !waited.ok()) return waited;
  }
  return Ok();
}

// Appends what comes next to `text`, waiting for it.
Status ReceiveMore(RawConnection& connection, std::string& text, Clock::time_point deadline) {
  std::array<char, 4096> buffer;
  while (true) {
    const std::optional<std::size_t> received = connection.Receive(buffer.data(), buffer.size());
    if (received && *received == 0) return Unreachable("attach: the connection ended before the answer");
    if (received) {
      text.append(buffer.data(), *received);
      return Ok();
    }
    if (const Status waited = Wait(connection, POLLIN, deadline); !waited.ok()) return waited;
  }
}

std::optional<int> ParseStatus(std::string_view header) {
  int status = 0;
  if (!header.starts_with("HTTP/1.1 ") && !header.starts_with("HTTP/1.0 ")) return std::nullopt;
  const std::string_view digits = header.substr(9, 3);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), status);
  if (error != std::errc() || end != digits.data() + digits.size() || status < 100) return std::nullopt;
  return status;
}

std::size_t ParseContentLength(std::string_view header) {
  constexpr std::string_view kName = "content-length:";
  for (std::size_t at = header.find("\r\n"); at != std::string_view::npos; at = header.find("\r\n", at + 2)) {
    std::string_view line = header.substr(at + 2);
    if (line.size() < kName.size() || ::strncasecmp(line.data(), kName.data(), kName.size()) != 0) continue;
    line.remove_prefix(kName.size());
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    std::size_t length = 0;
    std::from_chars(line.data(), line.data() + line.size(), length);
    return length;
  }
  return 0;
}

}  // namespace

Result<Response> RequestUpgrade(RawConnection& connection, const std::string& target, Clock::time_point deadline) {
  const std::string request = "POST " + target +
                              " HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
                              "Content-Length: 0\r\n\r\n";
  if (const Status sent = SendAll(connection, request, deadline); !sent.ok()) return sent.error();

  std::string text;
  std::size_t end = std::string::npos;
  while ((end = text.find(kEndOfHeader)) == std::string::npos) {
    if (text.size() > kHeaderBytesMax) return BadAnswer("attach: the header is too long");
    if (const Status more = ReceiveMore(connection, text, deadline); !more.ok()) return more.error();
  }
  const std::string header = text.substr(0, end);
  const std::optional<int> status = ParseStatus(header);
  if (!status) return BadAnswer("attach: the answer is not HTTP");

  Response response{*status, "", text.substr(end + kEndOfHeader.size())};
  if (*status == 101 || *status == 200) return response;
  if (*status < 400) return BadAnswer("attach: unexpected status " + std::to_string(*status));
  const std::size_t complaint_bytes = std::min(ParseContentLength(header), kComplaintBytesMax);
  while (response.body.size() < complaint_bytes) {
    // The status says enough: a complaint that is cut short is still one.
    if (!ReceiveMore(connection, response.body, deadline).ok()) break;
  }
  return response;
}

}  // namespace code_runner::docker
