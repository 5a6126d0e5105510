/// `aggregate_call`: one aggregate of a grouped query.
#pragma once

#include <pgt/expr/expression.hpp>

#include <cstdint>
#include <optional>

namespace pgt {

/// How an aggregate follows changes: the families of PostgreSQL's own aggregates that have a state here, and the states that only
/// they need.  Every other aggregate is computed from the rows of the group.
enum class aggregate_kind : std::uint8_t {
    count_rows,  ///< count(*)
    count,       ///< count(x)
    count_pairs, ///< regr_count(y, x)
    sum,
    avg,
    min,
    max,
    bool_and, ///< and every
    bool_or,
    bit_and,
    bit_or,
    bit_xor,
    var_pop,
    var_samp, ///< and variance
    stddev_pop,
    stddev_samp, ///< and stddev
    scale_count, ///< a state of sums of numerics: the greatest scale, and how many have it
    square_sum,  ///< a state of variances: the sum of squares, as a numeric
    other,       ///< anything else, and any of the above whose DISTINCT, ORDER BY or WITHIN GROUP matters
};

/// Whether the result is a number of rows, which is never NULL.
[[nodiscard]] constexpr bool counts(aggregate_kind kind) {
    return kind == aggregate_kind::count_rows || kind == aggregate_kind::count ||
           kind == aggregate_kind::count_pairs;
}
/// Whether it does not matter how often a value occurs, so that DISTINCT changes nothing.
[[nodiscard]] constexpr bool ignores_duplicates(aggregate_kind kind) {
    using enum aggregate_kind;
    return kind == min || kind == max || kind == bool_and || kind == bool_or || kind == bit_and ||
           kind == bit_or;
}

/// An aggregate over the columns of its input: `call` prints it without its FILTER clause, and its arguments are the arguments of
/// the aggregate, so `call.args()[0]` of a sum is what is summed.
struct aggregate_call {
    aggregate_kind kind = aggregate_kind::other;
    expression call;
    std::optional<expression> filter;
    /// Of an aggregate with DISTINCT, and nothing else, over one argument: what it is without it.
    aggregate_kind over_distinct = aggregate_kind::other;

    friend bool operator==(const aggregate_call&, const aggregate_call&) = default;
};

} // namespace pgt
