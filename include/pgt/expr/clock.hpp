/// The clock in expressions: `now()` and what else tells the time at which a transaction began.
///
/// The clock is an input of a query like its tables.  A condition on it that compares a value of a row with a value of the clock
/// alone changes, from one moment to a later one, for those rows only whose value lies between the two values of the clock.
#pragma once

#include <pgt/expr/expression.hpp>

#include <optional>
#include <vector>

namespace pgt {

/// Whether an expression reads the clock: now(), transaction_timestamp(), CURRENT_TIMESTAMP, CURRENT_DATE, LOCALTIMESTAMP.
[[nodiscard]] bool reads_clock(const expression& e);

/// The expression at a moment, which is of type timestamptz.
[[nodiscard]] expression at_moment(const expression& e, const expression& moment);

/// `of_row op of_clock`: the first reads columns and no clock, the second the clock and no columns.
struct clock_comparison {
    expression of_row;
    operation op;
    expression of_clock;
};

/// Whether the value of the row lies between the values of the clock at two moments, in either order, so that the comparison may have
/// another result: true wherever it has.
[[nodiscard]] expression may_differ(const clock_comparison& comparison, const expression& before,
                                    const expression& now);

/// The comparisons through which alone a condition reads the clock, combined by AND, OR and NOT; none if it reads the clock in
/// any other way.
[[nodiscard]] std::optional<std::vector<clock_comparison>> clock_comparisons(const expression& condition);

} // namespace pgt
