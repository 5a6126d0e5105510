/// `aggregation`: what a grouped query computes before its aggregates, and the aggregates.
#pragma once

#include "bind/grouping_sets.hpp"

#include <pgt/circuit/aggregate_call.hpp>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace pgt::bind::detail {

/// The keys are expressions over the columns of FROM.  `inputs` begins with them and goes on with what the aggregates are taken
/// of; the calls are over the columns of `inputs`.
struct aggregation {
    std::vector<expression> keys;
    std::vector<expression> inputs;
    std::vector<aggregate_call> calls;
    /// Where there are several sets of keys.
    const grouping_sets* sets = nullptr;

    explicit aggregation(std::vector<expression> group_keys) : keys(std::move(group_keys)), inputs(keys) {}

    [[nodiscard]] expression key_column(std::size_t i) const { return expression::column(i); }
    /// The index of the key that the query writes like this.
    [[nodiscard]] std::optional<std::size_t> find_key(const expression& plain) const {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            bool const is_of_sets = sets != nullptr && i < sets->written().size();
            if ((is_of_sets ? sets->written()[i] : keys[i]) == plain) { return i; }
        }
        return std::nullopt;
    }
    /// Whether there is a group even if there are no rows.
    [[nodiscard]] bool exists_without_rows() const {
        return sets != nullptr ? !sets->empty_sets().empty() : keys.empty();
    }

    /// An argument of an aggregate as a column of `inputs`; what reads no column stays what it is, as the direct arguments of
    /// ordered-set aggregates have to.
    [[nodiscard]] expression input(const expression& e) {
        if (e.columns().empty()) { return e; }
        return expression::column(index_of(inputs, e));
    }
    /// The result of an aggregate as a column of the grouped rows; equal calls are one.
    [[nodiscard]] expression result(const aggregate_call& call) {
        return expression::column(keys.size() + index_of(calls, call));
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
