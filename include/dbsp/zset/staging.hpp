/// `staging`: changes of a Z-set that can be rolled back without memory.
#pragma once

#include <dbsp/zset/ordered_index.hpp>

#include <cstdint>
#include <utility>

namespace dbsp::detail {

/// While a step runs, its changes of a Z-set leave entries of weight zero in place, so that all others stay where they are: a change
/// is rolled back by its position alone.  `purge` removes them at the end of the step.
struct staging {
    template <class W> struct change {
        std::uint32_t at; ///< position of the entry
        bool fresh;       ///< the entry is new
        bool zero;        ///< its weight has become zero
        W before;
    };

    /// Adds `weight`, which is not zero, to the weight of `value`.  Where it throws, nothing has changed.
    template <class T, class W, class U> static change<W> add(zset<T, W>& z, U&& value, const W& weight) {
        auto const hash = z.entries_.needed_hash(value);
        return add(z, hash, std::forward<U>(value), weight);
    }
    /// The same by the needed hash of the value.
    template <class T, class W, class U>
    static change<W> add(zset<T, W>& z, std::uint64_t hash, U&& value, const W& weight) {
        auto const at = z.entries_.find(value, hash);
        if (at == zset<T, W>::absent) {
            z.entries_.append(hash, std::forward<U>(value), weight);
            return {static_cast<std::uint32_t>(z.size() - 1), true, false, W{}};
        }
        W& known = z.entries_[at].second;
        W sum = known + weight;
        change<W> made{static_cast<std::uint32_t>(at), false, sum == W{}, known};
        known = std::move(sum);
        return made;
    }

    /// Rolls back the latest change that has not been rolled back yet.
    template <class T, class W> static void take_back(zset<T, W>& z, const change<W>& made) noexcept {
        if (made.fresh) {
            z.entries_.remove(made.at);
        } else {
            z.entries_[made.at].second = made.before;
        }
    }

    /// Removes the entry at position `at` if its weight is zero.  Only entries of weight zero, for which this is to be called, too,
    /// are removed besides; no such entry changes its position.
    template <class T, class W> static void purge(zset<T, W>& z, std::uint32_t at) noexcept {
        auto& list = z.entries_;
        if (at >= list.size() || list[at].second != W{}) { return; }
        while (list.size() - 1 > at && list[list.size() - 1].second == W{}) { list.remove(list.size() - 1); }
        list.remove(at);
    }

    /// The entries of a Z-set, for those who fetch them.
    template <class T, class W> static const auto& entries(const zset<T, W>& z) { return z.entries_; }

    /// The groups of an index, which keep their places in memory.
    template <class K, class T, class W> static auto& groups(ordered_index<K, T, W>& index) {
        return index.groups_;
    }
};

} // namespace dbsp::detail
