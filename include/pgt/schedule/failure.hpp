/// What to do about a refresh that failed.
#pragma once

#include <pgt/schedule/moment.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace pgt::schedule {

enum class failure_kind : std::uint8_t {
    passing,  ///< somebody was in the way, or something ran short: it works the next time, or one of the next
    of_data,  ///< values could not be computed: other values may
    of_schema ///< it works when somebody has changed something
};

/// By the SQLSTATE of its error.
[[nodiscard]] constexpr failure_kind classify(std::string_view sqlstate) {
    // Connections, rollbacks, resources, operators' intervention, the system; a lock that was not to be had, an object in
    // use.
    constexpr std::array<std::string_view, 5> passing_classes{"08", "40", "53", "57", "58"};
    constexpr std::array<std::string_view, 2> passing{"55P03", "55006"};
    // Data, constraints, user-defined functions, and what they raise; objects that are not as they have to be.
    constexpr std::array<std::string_view, 8> classes_of_data{"21", "22", "23", "38", "39", "55", "P0", "XX"};
    const std::string_view of = sqlstate.substr(0, 2);
    if (std::ranges::contains(passing_classes, of) || std::ranges::contains(passing, sqlstate)) {
        return failure_kind::passing;
    }
    return std::ranges::contains(classes_of_data, of) ? failure_kind::of_data : failure_kind::of_schema;
}

/// Whether, after so many failures in a row, there is no point in trying again by oneself.
[[nodiscard]] constexpr bool gives_up(failure_kind kind, int failures, int most) {
    return kind == failure_kind::of_schema || (kind == failure_kind::of_data && failures >= most);
}

/// How long to wait after so many failures in a row: twice as long each time, up to a minute.
[[nodiscard]] constexpr span retry_delay(failure_kind kind, int failures) {
    constexpr span longest = std::chrono::minutes(1);
    span delay =
        kind == failure_kind::passing ? std::chrono::milliseconds(100) : std::chrono::milliseconds(1000);
    for (int i = 1; i < failures && delay < longest; ++i) { delay *= 2; }
    return std::min(delay, longest);
}

} // namespace pgt::schedule
