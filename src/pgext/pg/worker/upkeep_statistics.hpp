/// Cumulative statistics of the server: what writers pay for stream tables in mode IMMEDIATE.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pgt::pg {

/// What made a stream table follow.
enum class write_kind : std::uint8_t { inserts, updates, deletes, truncates, commits };

/// As SQL has them; `commits`: rows of replication, which are applied when their transaction commits.
inline constexpr std::array<std::string_view, 5> write_kind_names{"INSERT", "UPDATE", "DELETE", "TRUNCATE",
                                                                  "COMMIT"};

/// Of one kind of statements.
struct upkeep_count {
    std::int64_t calls;
    std::int64_t microseconds;
};
/// By `write_kind`.
struct upkeep_counts {
    upkeep_count by_kind[write_kind_names.size()];
};

/// Has the server keep these statistics; while it loads the module at its start. If another module uses their number, there are none.
void define_upkeep_statistics();

/// Also counts what is rolled back later: it was paid for.
void count_upkeep(oid stream_table, write_kind why, std::int64_t microseconds);

/// Nothing if there are none.
[[nodiscard]] std::optional<upkeep_counts> find_upkeep_counts(oid stream_table);

/// At the end of this transaction, if it commits.
void forget_upkeep_counts(oid stream_table);

} // namespace pgt::pg
