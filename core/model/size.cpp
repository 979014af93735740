#include "model/size.h"

#include <charconv>
#include <limits>

namespace code_runner {
namespace {

std::optional<unsigned> UnitShift(std::string_view unit) {
  const auto is = [unit](char lower) { return !unit.empty() && (unit[0] | 0x20) == lower; };
  const bool has_byte_suffix = unit.size() == 2 && (unit[1] | 0x20) == 'b';
  if (unit.empty() || (unit.size() == 1 && is('b'))) return 0;
  if (unit.size() > 1 && !has_byte_suffix) return std::nullopt;
  if (is('k')) return 10;
  if (is('m')) return 20;
  if (is('g')) return 30;
  return std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> ParseSize(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  const auto shift = UnitShift(text.substr(static_cast<std::size_t>(end - text.data())));
  if (!shift || number > (std::uint64_t{std::numeric_limits<std::int64_t>::max()} >> *shift)) return std::nullopt;
  return number << *shift;
}

}  // namespace code_runner
