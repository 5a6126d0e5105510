/// `aggregation`: what a grouped query computes before its aggregates, and the aggregates.
#pragma once

#include "bind/grouping_sets.hpp"
#include "bind/syntax_tree.hpp"

#include <pgt/circuit/aggregate_call.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace pgt::bind::detail {

struct select_state;

/// A key as the query writes it. Each place where a subquery is written is bound to rows of its own, so that only its text tells that it is
/// the key.
struct written_key {
    const syntax::expression* as;
    expression bound;
};

/// The keys are expressions over the columns of FROM.  `inputs` begins with them and goes on with what the aggregates are taken
/// of; the calls are over the columns of `inputs`.
struct aggregation {
    std::vector<expression> keys;
    std::vector<written_key> written = {};
    std::vector<expression> inputs;
    std::vector<aggregate_call> calls;
    /// How many columns of the query around this one stand before the keys in the rows of groups.
    std::size_t outer_width = 0;
    /// There is a group even if there are no rows: without GROUP BY, or of an empty grouping set.
    bool is_scalar = false;
    /// Whether the results of all calls over no rows are known without the calls.
    bool empty_is_known = true;
    /// The rows of groups, where subqueries are joined with them.
    select_state* rows = nullptr;
    /// Where there are several sets of keys.
    const grouping_sets* sets = nullptr;

    explicit aggregation(std::vector<expression> group_keys, std::vector<written_key> as_written)
        : keys(std::move(group_keys)), written(std::move(as_written)), inputs(keys) {}

    /// How many columns the grouped rows have.
    [[nodiscard]] std::size_t width() const { return outer_width + keys.size() + calls.size(); }
    [[nodiscard]] expression key_column(std::size_t i) const { return expression::column(outer_width + i); }
    /// The index of the key that the query writes like this.
    [[nodiscard]] std::optional<std::size_t> find_key(const expression& plain) const {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            bool const is_of_sets = sets != nullptr && i < sets->written().size();
            if ((is_of_sets ? sets->written()[i] : keys[i]) == plain) { return i; }
        }
        return std::nullopt;
    }

    /// The index of the key that is written like this.
    [[nodiscard]] std::optional<std::size_t> find_written(const syntax::expression& e) const {
        auto const found = std::ranges::find_if(written, [&](const auto& key) { return same(*key.as, e); });
        return found != written.end() ? find_key(found->bound) : std::nullopt;
    }

    /// An argument of an aggregate as a column of `inputs`; what reads no column stays what it is, as the direct arguments of
    /// ordered-set aggregates have to.
    [[nodiscard]] expression input(const expression& e) {
        if (e.columns().empty()) { return e; }
        return expression::column(index_of(inputs, e));
    }
    /// The result of an aggregate as a column of the grouped rows; equal calls are one.
    [[nodiscard]] expression result(const aggregate_call& call) {
        auto const index = index_of(calls, call);
        return expression::column(outer_width + keys.size() + index);
    }

  private:
    template <class T> static std::size_t index_of(std::vector<T>& list, const T& element) {
        auto const found = std::ranges::find(list, element);
        auto const index = static_cast<std::size_t>(found - list.begin());
        if (found == list.end()) { list.push_back(element); }
        return index;
    }
};

} // namespace pgt::bind::detail
