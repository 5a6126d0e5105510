/// `ordered_index<K, T, W>`: a Z-set held group by group, in the order of the keys.
#pragma once

#include <dbsp/value/compare.hpp>
#include <dbsp/zset/zset.hpp>

#include <map>
#include <ranges>

namespace dbsp {

/// As `indexed_zset`, a function from keys to Z-sets that is empty almost everywhere, but one whose keys stand in order: the group
/// of a key, and those of all keys between two, are found in O(log n).  No group is ever empty, so `==` is equality of functions.
///
/// A bidirectional range of `const std::pair<const K, zset<T, W>>`, by `compare` of the keys.  A reference to a group is valid as
/// long as the group is not empty.
/// Law: the groups of the keys between two are those that a search of all groups finds (tests/property/laws/ordered_index.cpp).
template <row_value K, row_value T, weight_ring W = default_weight>
    requires ordered_value<K>
class ordered_index {
    using map = std::map<K, zset<T, W>, value_less>;

  public:
    using key_type = K;
    using row_type = T;
    using weight_type = W;
    using group_type = zset<T, W>;
    using value_type = typename map::value_type;

    ordered_index() = default;

    [[nodiscard]] auto begin() const { return groups_.cbegin(); }
    [[nodiscard]] auto end() const { return groups_.cend(); }
    [[nodiscard]] std::size_t size() const { return groups_.size(); } ///< number of keys
    [[nodiscard]] bool empty() const { return groups_.empty(); }
    [[nodiscard]] bool contains(const K& key) const { return groups_.contains(key); }

    /// The group of `key`, empty where there is none.
    [[nodiscard]] const group_type& operator[](const K& key) const {
        static const group_type none;
        auto const found = groups_.find(key);
        return found == groups_.end() ? none : found->second;
    }

    /// The groups of the keys from `low` to `high`, both included; none where `high` is below `low`.
    [[nodiscard]] auto between(const K& low, const K& high) const {
        auto const first = groups_.lower_bound(low);
        return std::ranges::subrange(first, value_less{}(high, low) ? first : groups_.upper_bound(high));
    }
    /// The groups of the keys from `low` on, and of those up to `high`; both included.
    [[nodiscard]] auto from(const K& low) const {
        return std::ranges::subrange(groups_.lower_bound(low), end());
    }
    [[nodiscard]] auto up_to(const K& high) const {
        return std::ranges::subrange(begin(), groups_.upper_bound(high));
    }

    void add(const K& key, const T& value, const W& weight) {
        if (weight == W{}) { return; }
        auto const at = groups_.try_emplace(key).first;
        at->second.add(value, weight);
        if (at->second.empty()) { groups_.erase(at); }
    }

    friend bool operator==(const ordered_index& a, const ordered_index& b) {
        return std::ranges::equal(a, b, [](const value_type& x, const value_type& y) {
            return equal(x.first, y.first) && x.second == y.second;
        });
    }

  private:
    friend struct detail::staging;
    map groups_;
};

} // namespace dbsp
