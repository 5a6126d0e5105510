/// `rule`: when a stream table is to be refreshed, as its author writes it.
#pragma once

#include <pgt/schedule/cron.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace pgt::schedule {

/// As often as the stream tables that read it.
struct calculated {};
/// When something has changed, but never twice within this time; with 0 as soon as something has changed.
struct every {
    std::chrono::seconds time;
};

struct rule {
    std::variant<calculated, every, cron> when;
    std::string text; ///< as written; empty when calculated

    [[nodiscard]] bool is_calculated() const { return std::holds_alternative<calculated>(when); }
};

/// Throws `user_error` 22023 for what is no schedule, and for a duration of less than `shortest` seconds.
[[nodiscard]] rule parse_rule(std::string_view text, std::int64_t shortest);

} // namespace pgt::schedule
