/// How failures of refreshes are classified and retried.
#pragma once

#include <pgt/schedule/time.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace pgt::schedule {

enum class failure_kind : std::uint8_t {
    transient, ///< a lock conflict, a serialization failure, a lack of resources: a retry is expected to succeed
    of_data,  ///< an expression failed for the current data: a retry may succeed when the data has changed
    of_schema ///< a retry succeeds only after something else than data was changed
};

/// By the SQLSTATE of its error.
[[nodiscard]] constexpr failure_kind classify(std::string_view sqlstate) {
    // Classes: connection, transaction rollback, resources, operator intervention, system error. States: lock_not_available,
    // object_in_use.
    constexpr std::array<std::string_view, 5> transient_classes{"08", "40", "53", "57", "58"};
    constexpr std::array<std::string_view, 2> transient_states{"55P03", "55006"};
    // Classes: cardinality, data, constraints, external routines (two), prerequisite state, PL/pgSQL, internal errors.
    constexpr std::array<std::string_view, 8> data_classes{"21", "22", "23", "38", "39", "55", "P0", "XX"};
    const std::string_view of = sqlstate.substr(0, 2);
    if (std::ranges::contains(transient_classes, of) || std::ranges::contains(transient_states, sqlstate)) {
        return failure_kind::transient;
    }
    return std::ranges::contains(data_classes, of) ? failure_kind::of_data : failure_kind::of_schema;
}

/// Whether the scheduler stops retrying after so many failures in a row.
[[nodiscard]] constexpr bool gives_up(failure_kind kind, int failures, int most) {
    return kind == failure_kind::of_schema || (kind == failure_kind::of_data && failures >= most);
}

/// How long to wait after so many failures in a row: twice as long each time, up to a minute.
[[nodiscard]] constexpr span retry_delay(failure_kind kind, int failures) {
    constexpr span longest = std::chrono::minutes(1);
    span delay =
        kind == failure_kind::transient ? std::chrono::milliseconds(100) : std::chrono::milliseconds(1000);
    for (int i = 1; i < failures && delay < longest; ++i) { delay *= 2; }
    return std::min(delay, longest);
}

} // namespace pgt::schedule
