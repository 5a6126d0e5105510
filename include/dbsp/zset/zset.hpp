/// `zset<T, W>`: a finite collection of values, each with a weight; the type of every batch, state and change.
#pragma once

#include <dbsp/concept/checked.hpp>
#include <dbsp/value/indexed_list.hpp>
#include <dbsp/value/print.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <ranges>
#include <utility>
#include <vector>

namespace dbsp {

namespace detail {
struct staging;
} // namespace detail

/// A function `T -> W` that is zero almost everywhere, written as the entries where it is not.
///
/// A weight of 2 is "twice", of -1 "once less": a table is a Z-set whose weights are positive, a change is any Z-set, and
/// applying the change is `+`.  No entry ever has weight zero, so `==` is equality of functions.
///
/// A contiguous, sized range of `const std::pair<T, W>` in no particular order.  Values are compared by `equal`, hashes
/// only find them.  Look-up, insertion and deletion take O(1); up to `small_size` entries are simply searched.
///
/// Laws: an `abelian_group` under `+` (tests/property/laws/zset.cpp).  Errors: `overflow_error` when a weight leaves the
/// range of `W`; the Z-set then is as before.  Source: Budiu et al., DBSP, section 4.1.
template <row_value T, weight_ring W = default_weight> class zset {
  public:
    using group_tag = void;
    using row_type = T;
    using weight_type = W;
    using value_type = std::pair<T, W>;
    using const_iterator = typename std::vector<value_type>::const_iterator;

    static constexpr std::size_t small_size = detail::indexed_list<value_type>::small_size;

    zset() = default;
    zset(std::initializer_list<value_type> entries) : zset(std::from_range, entries) {}
    template <std::input_iterator It, std::sentinel_for<It> End> zset(It first, End last) {
        for (; first != last; ++first) { add_entry(*first); }
    }
    template <std::ranges::input_range Range> zset(std::from_range_t, Range&& entries) {
        for (auto&& entry : entries) { add_entry(entry); }
    }
    [[nodiscard]] const_iterator begin() const { return entries_.begin(); }
    [[nodiscard]] const_iterator end() const { return entries_.end(); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] bool empty() const { return entries_.empty(); }

    /// The weight of `value`, zero where there is no entry.
    [[nodiscard]] W operator[](const T& value) const {
        auto const at = entries_.find(value);
        return at == absent ? W{} : entries_[at].second;
    }
    [[nodiscard]] bool contains(const T& value) const { return entries_.find(value) != absent; }

    /// Adds `weight` to the weight of `value`.
    void add(const T& value, const W& weight) { combine(value, weight, plus); }
    void add(T&& value, const W& weight) { combine(std::move(value), weight, plus); }

    /// Memory of about this size is kept.
    void clear() { entries_.clear(); }
    void reserve(std::size_t size) { entries_.reserve(size); }

    zset& operator+=(const zset& other) {
        if (&other == this) { return *this = other + other; }
        return combine_all(other, plus, minus);
    }
    zset& operator-=(const zset& other) {
        if (&other == this) { return *this = zset(); }
        return combine_all(other, minus, plus);
    }
    friend zset operator+(zset a, const zset& b) { return std::move(a += b); }
    friend zset operator-(zset a, const zset& b) { return std::move(a -= b); }
    zset operator-() const {
        zset negated = *this;
        for (auto& entry : negated.entries_) { entry.second = -entry.second; }
        return negated;
    }

    friend bool operator==(const zset& a, const zset& b) {
        return a.size() == b.size() &&
               std::ranges::all_of(a, [&](const auto& entry) { return b[entry.first] == entry.second; });
    }

    /// `{v: 2, w: -1}`.
    friend std::ostream& operator<<(std::ostream& out, const zset& z) {
        out << '{';
        const char* separator = "";
        for (const auto& [value, weight] : z) {
            out << std::exchange(separator, ", ");
            print_value(out, value);
            out << ": " << weight;
        }
        return out << '}';
    }

  private:
    friend struct detail::staging;
    using entry_list = detail::indexed_list<value_type>;
    static constexpr std::size_t absent = entry_list::absent;

    static constexpr auto plus = [](const W& a, const W& b) -> W { return a + b; };
    static constexpr auto minus = [](const W& a, const W& b) -> W { return detail::subtract(a, b); };

    /// Makes the weight of `value` `op(old, weight)`.  `weight` may refer to an entry: the sum is made before any change.
    template <class U, class Op> void combine(U&& value, const W& weight, Op op) {
        auto const hash = entries_.needed_hash(value);
        auto const at = entries_.find(value, hash);
        W sum = op(at == absent ? W{} : entries_[at].second, weight);
        if (sum != W{}) {
            if (at == absent) {
                entries_.append(hash, std::forward<U>(value), std::move(sum));
            } else {
                entries_[at].second = std::move(sum);
            }
        } else if (at != absent) {
            entries_.remove(at);
        }
    }

    /// `combine` with all of `other`, or, where that throws, with nothing of it.
    template <class Op, class Undo> zset& combine_all(const zset& other, Op op, Undo undo) {
        auto at = other.begin();
        try {
            for (; at != other.end(); ++at) { combine(at->first, at->second, op); }
        } catch (...) {
            while (at != other.begin()) {
                --at;
                combine(at->first, at->second, undo);
            }
            throw;
        }
        return *this;
    }

    template <class Entry> void add_entry(Entry&& entry) {
        add(T(std::get<0>(std::forward<Entry>(entry))), W(std::get<1>(entry)));
    }

    entry_list entries_;
};

/// The type of zset-like things: what `zset` offers, for code that does not care which one it is.
template <class Z>
concept any_zset = abelian_group<Z> && std::ranges::forward_range<const Z> && requires(Z& z, const Z& c) {
    typename Z::row_type;
    typename Z::weight_type;
    z.add(std::declval<typename Z::row_type>(), std::declval<typename Z::weight_type>());
    { c[std::declval<typename Z::row_type>()] } -> std::convertible_to<typename Z::weight_type>;
};

/// All weights positive: the Z-set is a table.
template <any_zset Z> [[nodiscard]] bool is_bag(const Z& z) {
    return std::ranges::all_of(z, [](const auto& entry) { return entry.second > typename Z::weight_type{}; });
}

/// All weights one: the Z-set is a set.
template <any_zset Z> [[nodiscard]] bool is_set(const Z& z) {
    return std::ranges::all_of(z,
                               [](const auto& entry) { return entry.second == typename Z::weight_type{1}; });
}

/// Every value of a range once (values that occur several times add up).
template <class W = default_weight, std::ranges::input_range Range>
[[nodiscard]] auto zset_of(Range&& values) -> zset<std::ranges::range_value_t<Range>, W> {
    zset<std::ranges::range_value_t<Range>, W> z;
    for (auto&& value : values) { z.add(std::ranges::range_value_t<Range>(value), W{1}); }
    return z;
}

static_assert(any_zset<zset<int>> && abelian_group<zset<std::string>> && !any_zset<std::vector<int>>);

} // namespace dbsp

template <class T, class W> struct std::hash<dbsp::zset<T, W>> {
    /// Independent of the order of the entries.
    std::size_t operator()(const dbsp::zset<T, W>& z) const noexcept { return dbsp::hash_of(z); }
};
