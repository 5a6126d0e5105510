/// `aggregation`: what a grouped query computes before its aggregates, and the aggregates.
#pragma once

#include <pgt/circuit/aggregate_call.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace pgt::bind::detail {

/// The keys are expressions over the columns of FROM.  `inputs` begins with them and goes on with what the aggregates are taken
/// of; the calls are over the columns of `inputs`.
struct aggregation {
    std::vector<expression> keys;
    std::vector<expression> inputs;
    std::vector<aggregate_call> calls;

    /// How many columns the grouped rows have.
    [[nodiscard]] std::size_t width() const { return keys.size() + calls.size(); }

    explicit aggregation(std::vector<expression> group_keys) : keys(std::move(group_keys)), inputs(keys) {}

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
