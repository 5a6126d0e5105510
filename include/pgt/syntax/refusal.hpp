/// `not_incremental`: the error for SQL that only a full refresh can serve.
#pragma once

#include <pgt/error.hpp>

#include <optional>
#include <string>

namespace pgt::syntax {

/// `at` as user_error has it: -1 means that the position is not known.
[[nodiscard]] inline std::optional<int> position(int at) { return at < 0 ? std::nullopt : std::optional(at); }

/// 0A000: `construct` at byte `at` cannot be maintained incrementally, for what reason, and what to do instead.
[[nodiscard]] inline user_error not_incremental(const std::string& construct, std::string reason,
                                                std::string advice, int at) {
    return user_error(sqlstate::feature_not_supported, construct + " cannot be maintained incrementally")
        .detail(std::move(reason))
        .hint(std::move(advice))
        .at(position(at));
}
[[nodiscard]] inline user_error not_incremental(const std::string& construct, std::string reason, int at) {
    return not_incremental(construct, std::move(reason),
                           "Use refresh_mode => 'FULL', or 'AUTO' to let it be chosen.", at);
}

} // namespace pgt::syntax
