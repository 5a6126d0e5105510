/// `aggregate_call`: one aggregate of a grouped query.
#pragma once

#include <pgt/expr/expression.hpp>

#include <cstdint>
#include <optional>

namespace pgt {

/// How an aggregate follows changes.  Those of PostgreSQL's own that have a state of their own here; every other is computed from
/// the rows of the group.
enum class aggregate_kind : std::uint8_t {
    count_rows, ///< count(*)
    count,      ///< count(x)
    sum,
    avg,
    min,
    max,
    bool_and, ///< and every
    bool_or,
    other, ///< anything else, and any of the above with DISTINCT, ORDER BY or WITHIN GROUP
};

/// An aggregate over the columns of its input: `call` prints it without its FILTER clause, and its arguments are the arguments of
/// the aggregate, so `call.args()[0]` of a sum is what is summed.
struct aggregate_call {
    aggregate_kind kind = aggregate_kind::other;
    expression call;
    std::optional<expression> filter;

    friend bool operator==(const aggregate_call&, const aggregate_call&) = default;
};

} // namespace pgt
