/// `compare_piece`: whether a range of the rows of a stream table, or of one of its states, is what its query gives.
#pragma once

#include "definition/prepared.hpp"
#include "pg/access/snapshot.hpp"
#include "refresh/compare.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace pgt::ext {

/// The next rows of a relation in the order of their row ids: so many of those that are stored, and all that the query gives in their range.
struct piece {
    std::size_t stage = 0;             ///< the states in their order, then the stream table
    std::optional<std::int64_t> after; ///< those with greater row ids; nothing: from the first one on
    std::int64_t rows = 0;             ///< more only if they have the same row id
};

struct compared_piece {
    comparison found;
    std::int64_t missing = 0;       ///< rows that the relation lacks, whichever it is
    std::int64_t surplus = 0;       ///< rows that it should not have
    std::optional<std::int64_t> to; ///< up to this row id; nothing: to the end of the relation
    std::int64_t rows = 0;          ///< that are stored there
    std::size_t stages = 0;         ///< of the stream table
    pg::oid relation_id = pg::no_oid;
    std::string relation; ///< its name
};

/// Changes nothing. `under` sees the sources as the refresh did that has applied all their changes, and what that has written. Rows are the same if
/// their texts are, with twelve digits of floating point numbers (six of real). Where an index leads to the rows of the range, as for a key of one whole
/// number, it costs as much as they do; else the query reads all rows of its sources, and computes those of the range.
[[nodiscard]] compared_piece compare_piece(const prepared_table& prepared, const piece& wanted,
                                           const pg::snapshot& under, std::size_t most_rows);

} // namespace pgt::ext
