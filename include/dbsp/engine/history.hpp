/// `history`: the changes of a group over the moments of a fixpoint, and what a step adds to them.
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

/// A change that a step makes, with its place in the history of before.
template <class G, std::size_t D> struct added_change {
    using change = timed_change<G, D>;
    change made;
    typename change::weight total; ///< with what is there already
    std::uint32_t at;              ///< of what is there already; for a new one, of what comes behind it
    bool fresh;
};
template <class G, std::size_t D> using added_changes = std::vector<added_change<G, D>>;

/// The changes of an element of the group `G` by the moments at which they happen, in the order in which moments are run; of a Z-set row by
/// row, those of one moment by their hashes.  None is zero.
///
/// It is what it was before the step until the step is committed.  What the step adds stands in a list beside it, so there is nothing to be
/// rolled back; when it is noted, all is done that could fail.
template <class G, std::size_t D> class history {
  public:
    using change = timed_change<G, D>;

    [[nodiscard]] bool empty() const { return changes_.empty(); }
    [[nodiscard]] std::size_t size() const { return changes_.size(); }
    [[nodiscard]] const change& operator[](std::size_t at) const { return changes_[at]; }
    [[nodiscard]] const change* begin() const { return changes_.begin(); }
    [[nodiscard]] const change* end() const { return changes_.end(); }
    [[nodiscard]] std::size_t allocated() const { return changes_.allocated(); }

    /// Adds a change at `when`, which is behind all moments of `added`, to that list.
    template <class Change> void note(const moment<D>& when, Change&& by, added_changes<G, D>& added) {
        auto const noted = added.size();
        for_each_part(when, std::forward<Change>(by), [&](change&& one) {
            auto const [at, known] = find(one);
            auto total = known ? changes_[at].by + one.by : one.by;
            if (!known) { changes_.reserve(changes_.size() + added.size() + 1); }
            added.push_back({std::move(one), std::move(total), at, !known});
        });
        if (added.size() > noted + 1) {
            std::sort(added.begin() + static_cast<std::ptrdiff_t>(noted), added.end(),
                      [](const auto& a, const auto& b) { return before(a.made, b.made); });
        }
    }
    /// What the step has added becomes part of it.
    void absorb(added_changes<G, D>& added) noexcept {
        auto const size = changes_.size();
        bool emptied = false;
        for (auto& one : added) {
            if (one.fresh) { continue; }
            emptied |= one.total == typename change::weight{};
            changes_[one.at].by = std::move(one.total);
        }
        for (auto& one : added) {
            if (one.fresh) { changes_.append(std::move(one.made)); }
        }
        if (size > 0 && changes_.size() > size) { merge(size); }
        if (emptied) {
            changes_.erase_if([](const change& one) { return one.by == typename change::weight{}; });
        }
    }

  private:
    static bool before(const change& a, const change& b) { return a.order() < b.order(); }

    /// The place of what happens to the same row at the same moment, or where it would be.
    [[nodiscard]] std::pair<std::uint32_t, bool> find(const change& one) const {
        auto const place = [this](const change* at) { return static_cast<std::uint32_t>(at - begin()); };
        if (empty() || before(*(end() - 1), one)) { return {place(end()), false}; }
        auto const* const first = std::lower_bound(begin(), end(), one, before);
        for (auto const* at = first; at != end() && !before(one, *at); ++at) {
            if (at->concerns_that_of(one)) { return {place(at), true}; }
        }
        return {place(first), false};
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
