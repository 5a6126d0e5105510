/// `not_incremental`: the error for SQL that only a full refresh can serve.
#pragma once

#include <pgt/error.hpp>

#include <optional>
#include <string>

namespace pgt::syntax {

/// `at` as user_error has it: -1 means that the position is not known.
[[nodiscard]] std::optional<int> position(int at);

/// 0A000: `construct` at byte `at` cannot be maintained incrementally, for what reason, and what to do instead.
[[nodiscard]] user_error not_incremental(const std::string& construct, std::string reason, std::string advice,
                                         int at);
[[nodiscard]] user_error not_incremental(const std::string& construct, std::string reason, int at);

} // namespace pgt::syntax
