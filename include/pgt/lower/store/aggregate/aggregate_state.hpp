/// `aggregate_state`: how one aggregate follows changes by a state in the stream table.
#pragma once

#include <pgt/circuit/aggregate_call.hpp>
#include <pgt/lower/sql/block.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::lower {

class aggregate_states;

/// What is stored of each call of a group, as expressions; no list for a group that is new.
using stored_calls = std::vector<sql::text>;

/// One implementation for each aggregate, in a source of its own.  `states` are those of all calls of the group, `i` is the call's
/// place among them, `change` the rows of a change with their weights.
class aggregate_state {
  public:
    aggregate_state() = default;
    aggregate_state(const aggregate_state&) = delete;
    aggregate_state& operator=(const aggregate_state&) = delete;
    virtual ~aggregate_state() = default;

    /// Whether it can follow changes of its argument, without looking at the rows of the group.
    [[nodiscard]] virtual bool can_follow(const aggregate_states& states,
                                          const aggregate_call& call) const = 0;
    /// The calls that it needs beside itself.
    [[nodiscard]] virtual std::vector<aggregate_call> needs(const aggregate_states& states,
                                                            const aggregate_call& call) const = 0;
    /// Whether it is kept in the table; else it is computed from others.
    [[nodiscard]] virtual bool is_stored() const = 0;
    /// Whether some change makes a group be recomputed.
    [[nodiscard]] virtual bool may_rescan() const = 0;
    /// What a change brings, as columns d<i + 1> and e<i + 1>; of what is not stored nothing.
    [[nodiscard]] virtual std::vector<sql::text> deltas(const aggregate_states& states, std::size_t i,
                                                        const block& change) const = 0;
    /// Whether that is anything at all; none for what is not stored.
    [[nodiscard]] virtual std::optional<sql::text> any_delta(const aggregate_states& states, std::size_t i,
                                                             const block& change) const = 0;
    /// Its value after the change.
    [[nodiscard]] virtual sql::text merged(const aggregate_states& states, std::size_t i,
                                           const stored_calls* old) const = 0;
    /// Whether the group has to be recomputed; none if never.
    [[nodiscard]] virtual std::optional<sql::text> rescan(const aggregate_states& states, std::size_t i,
                                                          const stored_calls& old) const = 0;
};

/// An aggregate that is computed from others: it takes no column, and changes bring it nothing.
class computed_state : public aggregate_state {
  public:
    [[nodiscard]] bool is_stored() const final { return false; }
    [[nodiscard]] bool may_rescan() const final { return false; }
    [[nodiscard]] std::vector<sql::text> deltas(const aggregate_states& states, std::size_t i,
                                                const block& change) const final;
    [[nodiscard]] std::optional<sql::text> any_delta(const aggregate_states& states, std::size_t i,
                                                     const block& change) const final;
    [[nodiscard]] std::optional<sql::text> rescan(const aggregate_states& states, std::size_t i,
                                                  const stored_calls& old) const final;
};

/// An aggregate whose state is a number that changes add to, so that no change makes a group be recomputed.
class additive_state : public aggregate_state {
  public:
    [[nodiscard]] bool is_stored() const final { return true; }
    [[nodiscard]] bool may_rescan() const final { return false; }
    [[nodiscard]] std::vector<sql::text> deltas(const aggregate_states& states, std::size_t i,
                                                const block& change) const final;
    [[nodiscard]] std::optional<sql::text> any_delta(const aggregate_states& states, std::size_t i,
                                                     const block& change) const final;
    [[nodiscard]] std::optional<sql::text> rescan(const aggregate_states& states, std::size_t i,
                                                  const stored_calls& old) const final;

  protected:
    /// The sum after a change, where the stored one may be NULL.
    [[nodiscard]] static sql::text sum_after(std::size_t i, const stored_calls* old);

  private:
    /// What a change adds.
    [[nodiscard]] virtual sql::text added(const aggregate_states& states, std::size_t i,
                                          const block& change) const = 0;
};

/// How the aggregate of a call follows changes, for each kind; null for one that has to see the rows of its group.
[[nodiscard]] const aggregate_state* state_of(const aggregate_call& call);

/// The implementations.
[[nodiscard]] const aggregate_state& count_state();
[[nodiscard]] const aggregate_state& sum_state();
[[nodiscard]] const aggregate_state&
interval_sum_state(); ///< of `sum`, too, where the argument is an interval
[[nodiscard]] const aggregate_state& avg_state();
[[nodiscard]] const aggregate_state& extremum_state();
[[nodiscard]] const aggregate_state& boolean_state();
[[nodiscard]] const aggregate_state& bits_state();
[[nodiscard]] const aggregate_state& bit_parity_state();
[[nodiscard]] const aggregate_state& deviation_state();
[[nodiscard]] const aggregate_state& square_sum_state();
[[nodiscard]] const aggregate_state& numeric_scale_state();

// Calls that are states of others:

[[nodiscard]] aggregate_call count_of_rows();
/// The call of a kind that has one argument, and no text of its own yet.
[[nodiscard]] aggregate_call plain_call(aggregate_kind kind, const expression& argument,
                                        std::optional<expression> filter);
[[nodiscard]] aggregate_call count_of(const expression& argument, const std::optional<expression>& filter);
[[nodiscard]] aggregate_call sum_of(const expression& argument, const std::optional<expression>& filter);
/// The sum of the argument of a call that is computed from it.
[[nodiscard]] aggregate_call sum_behind(const aggregate_call& call);
/// The greatest scale among the arguments of a sum of numerics, and how many have it.
[[nodiscard]] aggregate_call scale_of(const aggregate_call& sum);
/// The sum of the squares of the arguments of a call, as a numeric.
[[nodiscard]] aggregate_call squares_of(const aggregate_call& call);

namespace detail {
/// The FILTER clause of a call over the rows of a change, with one more condition, if there is one.
[[nodiscard]] sql::text filter_clause(const aggregate_call& call, const block& change, const sql::text& more);
[[nodiscard]] sql::text argument_text(const aggregate_call& call, const block& change);
/// The call over the inserted rows of a change as column d<i + 1>, and over the deleted ones as e<i + 1>.
[[nodiscard]] std::vector<sql::text> of_inserted_and_deleted(const aggregate_call& call, std::size_t i,
                                                             const block& change);
} // namespace detail

} // namespace pgt::lower
