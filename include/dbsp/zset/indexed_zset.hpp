/// `indexed_zset<K, T, W>`: a Z-set of pairs, held group by group.
#pragma once

#include <dbsp/zset/zset.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

namespace dbsp {

/// A function from keys to Z-sets that is empty almost everywhere: `zset<pair<K, T>>` arranged so that the group of a key
/// is found in O(1).  No group is ever empty, so `==` is equality of functions.
///
/// A range of `const std::pair<const K, zset<T, W>>`.
/// Laws: an `abelian_group` under `+`; `index_by(z, key)` followed by `flatten()` is `z`.
/// Source: Budiu et al., DBSP, section 4.3 (group-by as a linear operator into indexed Z-sets).
template <row_value K, row_value T, weight_ring W = default_weight> class indexed_zset {
    using map = boost::unordered_flat_map<K, zset<T, W>, value_hash, value_equal>;

  public:
    using group_tag = void;
    using key_type = K;
    using row_type = T;
    using weight_type = W;
    using group_type = zset<T, W>;
    using value_type = typename map::value_type;

    indexed_zset() = default;

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

    void add(const K& key, const T& value, const W& weight) {
        if (weight == W{}) { return; }
        auto const at = groups_.try_emplace(key).first;
        at->second.add(value, weight);
        if (at->second.empty()) { groups_.erase(at); }
    }
    /// `key` and `change` may refer into this indexed Z-set.
    void add(const K& key, const group_type& change) {
        if (change.empty()) { return; }
        auto const [at, is_new] = groups_.try_emplace(key, change);
        if (is_new) { return; }
        at->second += change;
        if (at->second.empty()) { groups_.erase(at); }
    }

    /// The Z-set of all rows, without their keys.
    [[nodiscard]] group_type flatten() const {
        group_type all;
        for (const auto& [key, group] : groups_) { all += group; }
        return all;
    }

    friend indexed_zset operator+(indexed_zset a, const indexed_zset& b) {
        for (const auto& [key, group] : b) { a.add(key, group); }
        return a;
    }
    friend indexed_zset operator-(const indexed_zset& a, const indexed_zset& b) { return a + (-b); }
    indexed_zset operator-() const {
        indexed_zset negated;
        for (const auto& [key, group] : groups_) { negated.groups_.emplace(key, -group); }
        return negated;
    }
    friend bool operator==(const indexed_zset& a, const indexed_zset& b) {
        return a.size() == b.size() &&
               std::ranges::all_of(a, [&](const auto& entry) { return b[entry.first] == entry.second; });
    }

  private:
    map groups_;
};

/// Arranges a Z-set by `key(row)`.  Linear.
template <class T, class W, class Key> [[nodiscard]] auto index_by(const zset<T, W>& z, const Key& key) {
    using key_type = std::remove_cvref_t<std::invoke_result_t<const Key&, const T&>>;
    indexed_zset<key_type, T, W> indexed;
    for (const auto& [value, weight] : z) { indexed.add(key(value), value, weight); }
    return indexed;
}

} // namespace dbsp
