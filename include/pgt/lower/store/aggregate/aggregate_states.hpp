/// `aggregate_states`: aggregates that follow changes by a state in the stream table, without looking at the rows of their group.
///
/// Every state is an aggregate itself, so filling a table computes states as it computes results, and a state that the query shows
/// anyway takes no column of its own; `count(x)` of a column that is never NULL is `count(*)`.
///
///     count(x), regr_count(y, x)  their own state                                    n + dn
///     sum(x)                      the sum, and count(x), which says when it is NULL  s + ds
///                                 of intervals: months, days and time, each by itself; a group with an infinite one is recomputed
///     avg(x)                      sum(x) and count(x)                                (s + ds) / (n + dn)
///     variance, stddev            sum(x), the sum of squares, and count(x)
///     bool_and(x), bool_or(x)     how often x is true, and false
///     bit_xor(x)                  the result, and count(x)                           b # db
///     bit_and(x), bit_or(x)       the result, and count(x); a group is recomputed when a deleted value may have decided a bit
///     min(x), max(x)              the extremum: the lesser of it and of inserted values; a group is recomputed when its extremum is deleted
///
/// Sums of integers and numerics are undone exactly by subtraction; those of floating point are not, and their groups are recomputed.
/// The sum of numerics shows as many digits as its longest term, so a second state, pgtrickle.scale_count, knows that term's
/// scale and how many there are; a group is recomputed when the last of them is deleted, or NaN or an infinity is among them.
/// (docs/adr/0035-how-aggregates-follow-changes.md)
#pragma once

#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/store/aggregate/aggregate_state.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::lower {

/// The states of a grouped query: the calls it has and those that it needs beside them.
class aggregate_states {
  public:
    /// The states of a query; none where some aggregate has to see the rows of its group.
    static std::optional<aggregate_states> of(const grouped_query& q, typing& types);

    /// All calls: those of the query, in their order, then the states it doesn't show.
    [[nodiscard]] const std::vector<aggregate_call>& calls() const { return calls_; }
    /// Whether some change makes a group be recomputed.
    [[nodiscard]] bool may_rescan() const { return may_rescan_beside({}); }
    /// The same for other calls than these.
    [[nodiscard]] bool may_rescan_beside(const std::vector<std::size_t>& calls) const;

    /// `d`: what a change (its rows weighted) brings to each call, as columns d1, d2, ...; extremes have a second one, e1, of deleted rows.
    [[nodiscard]] std::vector<sql::text> deltas(const block& change) const;
    /// Whether `d` brings anything at all.
    [[nodiscard]] sql::text any_delta(const block& change) const;
    /// Call `i` after the change: `old` is what is stored of each call, `d` and `e` the delta's columns; no `old` for a new group.
    [[nodiscard]] sql::text merged(std::size_t i, const stored_calls* old) const;
    /// Whether the group has to be recomputed for some of these calls, given what is stored of it; counts are 0 where nothing is.
    [[nodiscard]] sql::text rescan(stored_calls old, const std::vector<std::size_t>& calls) const;
    /// The place of the count of all rows.
    [[nodiscard]] std::size_t group_count() const { return index_of(count_of_rows()); }
    /// Whether a call is kept in the table: avg and bool_and are computed from others.
    [[nodiscard]] static bool is_stored(const aggregate_call& call);

    // What states know of each other:

    /// What is known of the argument of a call, which is a column of the rows.
    [[nodiscard]] std::optional<column_type> argument(const aggregate_call& call) const;
    /// What is known of an expression that is a column of the rows.
    [[nodiscard]] std::optional<column_type> type_of(const expression& argument) const;
    [[nodiscard]] bool sums_numeric(const aggregate_call& call) const;
    [[nodiscard]] bool sums_interval(const aggregate_call& call) const;
    /// The count of the values that a call is over.
    [[nodiscard]] aggregate_call values_of(const aggregate_call& call) const;
    [[nodiscard]] sql::text count_after(const aggregate_call& call, const stored_calls* old) const;
    [[nodiscard]] std::size_t index_of(const aggregate_call& call) const;
    /// The type of the result of call `i`.
    [[nodiscard]] const bind::type_info& type_of(std::size_t i) const;

  private:
    aggregate_states(const grouped_query& q, row_type rows);
    /// The same number by another call, if that is shorter: of values that are never NULL, all rows are counted.
    [[nodiscard]] aggregate_call plainest(const aggregate_call& call) const;
    [[nodiscard]] std::vector<aggregate_call>::const_iterator find(const aggregate_call& call) const;
    void need(const aggregate_call& call);

    std::vector<aggregate_call> calls_;
    row_type rows_;   ///< what is aggregated
    row_type groups_; ///< the key columns, then the calls
};

namespace detail {
[[nodiscard]] bool is_integer(const bind::type_info& type);
} // namespace detail

} // namespace pgt::lower
