/// `cut`: a node of a query at which its circuit is cut into stages.
#pragma once

#include <pgt/circuit/functions.hpp>
#include <pgt/stage/failing_rows.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace pgt::stage {

/// What of a node is stored.
enum class stored_part : std::uint8_t {
    rows, ///< its rows
    distinct_arguments, ///< of an aggregate: the values that its calls with DISTINCT are over, group by group (`over_distinct_rows`)
};

/// A part of `node` is stored as a state of the stream table.
struct cut {
    circuit node;
    std::string reason; ///< for people: why it is worth it
    stored_part part = stored_part::rows;
    std::optional<failing_rows> failing = {}; ///< of rows that the query leaves out
};

} // namespace pgt::stage
