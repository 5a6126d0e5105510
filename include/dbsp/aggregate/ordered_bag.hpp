/// `ordered_bag`: the rows of one group in order, as the state of operators that need them all.
#pragma once

#include <dbsp/aggregate/aggregator.hpp>
#include <dbsp/value/compare.hpp>

#include <map>

namespace dbsp::detail {

/// Values in the order of `Before`, each with its weight.  O(log n) a change.  It counts the entries with negative weight, so
/// that `require_bag` is O(1) where all is well.
template <class T, class W, class Before = value_less> class ordered_bag {
  public:
    ordered_bag() = default;
    explicit ordered_bag(Before before) : entries_(std::move(before)) {}

    void add(const T& value, const W& w) {
        if (w == W{}) { return; }
        auto const at = entries_.try_emplace(value).first;
        W const sum = at->second + w;
        if (at->second < W{}) { --negative_; }
        if (sum < W{}) { ++negative_; }
        if (sum == W{}) {
            entries_.erase(at);
        } else {
            at->second = sum;
        }
    }

    [[nodiscard]] auto begin() const { return entries_.begin(); }
    [[nodiscard]] auto end() const { return entries_.end(); }
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] std::size_t negative_entries() const { return negative_; }

    /// Throws `negative_weight_error` naming the first row whose weight is negative.
    void require_bag(std::string_view where) const {
        if (negative_ == 0) { return; }
        for (const auto& [value, w] : entries_) {
            if (w < W{}) { throw_negative(where, "row " + to_text(value)); }
        }
    }

  private:
    std::map<T, W, Before> entries_;
    std::size_t negative_ = 0;
};

} // namespace dbsp::detail
