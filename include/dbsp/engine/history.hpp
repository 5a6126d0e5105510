/// `history`: the changes of a group over the moments of a fixpoint, and behind them what a step adds.
#pragma once

#include <dbsp/detail/compact_list.hpp>
#include <dbsp/engine/moment.hpp>
#include <dbsp/zset/zset.hpp>

#include <algorithm>
#include <compare>
#include <cstdint>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// A change of an element of the group `G` at a moment.
template <class G, std::size_t D> struct timed_change {
    using weight = G;
    moment<D> since;
    G by{};

    [[nodiscard]] const moment<D>& order() const { return since; }
    [[nodiscard]] static bool concerns_that_of(const timed_change& /*other*/) { return true; }
    void add_to(G& sum) const { sum = std::move(sum) + by; }
};

/// One row of a change of a Z-set.
template <class T, class W, std::size_t D> struct timed_change<zset<T, W>, D> {
    using weight = W;
    moment<D> since;
    std::uint32_t hash = 0; ///< a part of that of the row
    T row;
    W by{};

    [[nodiscard]] std::pair<moment<D>, std::uint32_t> order() const { return {since, hash}; }
    [[nodiscard]] bool concerns_that_of(const timed_change& other) const { return equal(row, other.row); }
    void add_to(zset<T, W>& sum) const { sum.add(row, by); }
};

/// `use(change)` for the parts of a change at `when`.
template <class G, std::size_t D, class Use>
    requires(!any_zset<std::remove_cvref_t<G>>)
void for_each_part(const moment<D>& when, G&& change, Use&& use) {
    use(timed_change<std::remove_cvref_t<G>, D>{when, std::forward<G>(change)});
}
template <class T, class W, std::size_t D, class Use>
void for_each_part(const moment<D>& when, const zset<T, W>& change, Use&& use) {
    for (const auto& [row, w] : change) {
        use(timed_change<zset<T, W>, D>{when, static_cast<std::uint32_t>(hash_of(row) >> 32U), row, w});
    }
}

/// A change of a row at a moment at which the history had one before the step: both together, computed when the change was noted.
template <class G, std::size_t D> struct known_total {
    typename timed_change<G, D>::weight total;
    std::uint32_t before; ///< the place of what the history had
    std::uint32_t noted;  ///< the place of what the step has added
};
template <class G, std::size_t D> using known_totals = std::vector<known_total<G, D>>;

/// The changes of an element of the group `G` by the moments at which they happen, in the order in which moments are run; of a Z-set row by
/// row, those of one moment by their hashes.  None is zero.
///
/// What a step adds stands behind the changes of before, which stay as they are: a rollback cuts the list off where the step began.  When a
/// change is noted, all is done that could fail.  `first` is the size before the step.
template <class G, std::size_t D> class history {
  public:
    using change = timed_change<G, D>;

    [[nodiscard]] bool empty() const { return changes_.empty(); }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(changes_.size()); }
    [[nodiscard]] const change& operator[](std::size_t at) const { return changes_[at]; }
    [[nodiscard]] const change* begin() const { return changes_.begin(); }
    [[nodiscard]] const change* end() const { return changes_.end(); }
    [[nodiscard]] std::size_t allocated() const { return changes_.allocated(); }

    /// Adds a change at `when`, which is behind all moments that the step has added.
    template <class Change>
    void note(const moment<D>& when, Change&& by, std::uint32_t first, known_totals<G, D>& totals) {
        auto const noted = size();
        for_each_part(when, std::forward<Change>(by), [&](change&& one) {
            changes_.reserve(changes_.size() + 1);
            changes_.append(std::move(one));
        });
        if (changes_.size() > noted + 1) { std::sort(begin_at(noted), changes_.end(), before); }
        for (auto at = noted; at < changes_.size(); ++at) {
            const auto& one = changes_[at];
            if (auto const* const known = find(one, first)) {
                totals.push_back({known->by + one.by, place(known), place(&one)});
            }
        }
    }
    /// What the step has added becomes part of it.
    void absorb(std::uint32_t first, known_totals<G, D>& totals) noexcept {
        for (auto& one : totals) {
            changes_[one.before].by = std::move(one.total);
            changes_[one.noted].by = typename change::weight{};
        }
        if (first > 0 && changes_.size() > first) { merge(first); }
        if (!totals.empty()) {
            changes_.erase_if([](const change& one) { return one.by == typename change::weight{}; });
        }
    }
    /// What the step has added goes.
    void roll_back(std::uint32_t first) noexcept { changes_.cut(first); }

  private:
    static bool before(const change& a, const change& b) { return a.order() < b.order(); }

    change* begin_at(std::size_t at) { return changes_.begin() + at; }
    [[nodiscard]] std::uint32_t place(const change* one) const {
        return static_cast<std::uint32_t>(one - begin());
    }
    /// What happened to the same row at the same moment, among the `first` changes; null where nothing did.
    [[nodiscard]] const change* find(const change& one, std::uint32_t first) const {
        auto const* const last = begin() + first;
        if (first == 0 || before(*(last - 1), one)) { return nullptr; }
        for (auto const* at = std::lower_bound(begin(), last, one, before); at != last && !before(one, *at);
             ++at) {
            if (at->concerns_that_of(one)) { return at; }
        }
        return nullptr;
    }
    /// The changes from `middle` on, which are in order, come to their places.
    void merge(std::size_t middle) noexcept {
        auto* const first = changes_.begin();
        auto* const fresh = first + middle;
        if (!before(*fresh, *(fresh - 1))) { return; }
        if (changes_.size() == middle + 1) {
            std::rotate(std::upper_bound(first, fresh, *fresh, before), fresh, changes_.end());
        } else {
            std::inplace_merge(first, fresh, changes_.end(), before);
        }
    }

    compact_list<change> changes_;
};

} // namespace dbsp::detail
