/// Running the statements that change a stream table.
#pragma once

#include "definition/prepared.hpp"
#include "refresh/pending.hpp"

#include <cstdint>

namespace pgt::ext {

/// What a statement did, and the time it took in milliseconds.
struct execution {
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t deleted = 0;
    double plan_ms = 0;
    double apply_ms = 0;
};

/// From this number of changes on the plan for many is used.
inline constexpr std::int64_t many_changes = 2000;

// All of them run in an `owner_scope`.

/// Fills the table, which is empty.
[[nodiscard]] execution execute_initial(const stream_table& table, const prepared_table& how,
                                        const pg::snapshot& under);
/// Makes the table equal to its query.
[[nodiscard]] execution execute_full(const stream_table& table, prepared_table& how,
                                     const pg::snapshot& under);
/// Replaces all that the table holds, whatever that is.
[[nodiscard]] execution execute_anew(const stream_table& table, const prepared_table& how,
                                     const pg::snapshot& under);
/// Takes the changes in.
[[nodiscard]] execution execute_delta(const stream_table& table, prepared_table& how,
                                      const pg::snapshot& under, const pending_changes& pending);

} // namespace pgt::ext
