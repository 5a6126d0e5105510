/// `zset<T, W>`: a finite collection of values, each with a weight; the type of every batch, state and change.
#pragma once

#include <dbsp/concept/checked.hpp>
#include <dbsp/value/hash.hpp>
#include <dbsp/value/print.hpp>

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
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

    static constexpr std::size_t small_size = 12;

    zset() = default;
    zset(std::initializer_list<value_type> entries) : zset(std::from_range, entries) {}
    template <std::input_iterator It, std::sentinel_for<It> End> zset(It first, End last) {
        for (; first != last; ++first) { add_entry(*first); }
    }
    template <std::ranges::input_range Range> zset(std::from_range_t, Range&& entries) {
        for (auto&& entry : entries) { add_entry(entry); }
    }
    zset(const zset& other) : small_(other.small_) {
        if (other.large_) { large_ = std::make_unique<table>(*other.large_); }
    }
    zset(zset&& other) noexcept = default;
    zset& operator=(const zset& other) { return *this = zset(other); }
    zset& operator=(zset&& other) noexcept = default;
    ~zset() = default;

    [[nodiscard]] const_iterator begin() const { return entries().begin(); }
    [[nodiscard]] const_iterator end() const { return entries().end(); }
    [[nodiscard]] std::size_t size() const { return entries().size(); }
    [[nodiscard]] bool empty() const { return entries().empty(); }

    /// The weight of `value`, zero where there is no entry.
    [[nodiscard]] W operator[](const T& value) const {
        auto const at = find(value);
        return at == absent ? W{} : entries()[at].second;
    }
    [[nodiscard]] bool contains(const T& value) const { return find(value) != absent; }

    /// Adds `weight` to the weight of `value`.
    void add(const T& value, const W& weight) { combine(value, weight, plus); }
    void add(T&& value, const W& weight) { combine(std::move(value), weight, plus); }

    void clear() {
        small_.clear();
        large_.reset();
    }
    void reserve(std::size_t size) {
        if (size > small_size) { grow(size); }
    }

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
        for (auto& entry : negated.entries()) { entry.second = -entry.second; }
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
    using entry_list = std::vector<value_type>;
    enum class position : std::uint32_t {}; // a type of its own: no row can be mistaken for a position
    static constexpr std::size_t absent = std::numeric_limits<std::uint32_t>::max();
    static constexpr std::size_t index(position at) { return static_cast<std::size_t>(at); }
    static constexpr position as_position(std::size_t at) { return static_cast<position>(at); }

    static constexpr auto plus = [](const W& a, const W& b) -> W { return a + b; };
    static constexpr auto minus = [](const W& a, const W& b) -> W { return detail::subtract(a, b); };

    struct position_hash {
        using is_transparent = void;
        using is_avalanching = void;
        const entry_list* entries;
        std::uint64_t operator()(position at) const noexcept { return hash_of((*entries)[index(at)].first); }
        std::uint64_t operator()(const T& value) const noexcept { return hash_of(value); }
    };
    struct position_equal {
        using is_transparent = void;
        const entry_list* entries;
        bool operator()(position a, position b) const { return a == b; }
        bool operator()(const T& value, position at) const {
            return equal(value, (*entries)[index(at)].first);
        }
        bool operator()(position at, const T& value) const {
            return equal(value, (*entries)[index(at)].first);
        }
    };

    /// Entries with an index of their positions.  The index points to the entries, so a table does not move.
    struct table {
        entry_list entries;
        boost::unordered_flat_set<position, position_hash, position_equal> positions;

        explicit table(entry_list list) : entries(std::move(list)), positions(0, {&entries}, {&entries}) {
            build();
        }
        table(const table& other) : table(other.entries) {}
        table& operator=(const table&) = delete;
        ~table() = default;

        void build() {
            positions.reserve(entries.size() + 1);
            for (std::size_t at = 0; at < entries.size(); ++at) { positions.insert(as_position(at)); }
        }
        void reserve(std::size_t size) {
            entries.reserve(size);
            positions.reserve(size);
        }
        /// Takes over a list for which there is room.
        void take(entry_list& list) {
            for (auto& one : list) {
                entries.push_back(std::move(one));
                positions.insert(as_position(entries.size() - 1));
            }
            list = entry_list();
        }
        /// Indexes the last entry, or removes it where that throws.
        void index_last() {
            try {
                positions.insert(as_position(entries.size() - 1));
            } catch (...) {
                entries.pop_back();
                throw;
            }
        }
        /// The entry at `from` is about to move to `to`.  Its hash stays what it is, so the index is changed in place.
        void renumber(std::size_t from, std::size_t to) {
            auto const found = positions.find(as_position(from));
            const_cast<position&>(*found) = as_position(to); // NOLINT(cppcoreguidelines-pro-type-const-cast)
        }
    };

    [[nodiscard]] entry_list& entries() { return large_ ? large_->entries : small_; }
    [[nodiscard]] const entry_list& entries() const { return large_ ? large_->entries : small_; }

    [[nodiscard]] std::size_t find(const T& value) const {
        if (large_) {
            auto const found = large_->positions.find(value);
            return found == large_->positions.end() ? absent : index(*found);
        }
        for (std::size_t at = 0; at < small_.size(); ++at) {
            if (equal(small_[at].first, value)) { return at; }
        }
        return absent;
    }

    /// Makes the weight of `value` `op(old, weight)`.  `weight` may refer to an entry: the sum is made before any change.
    template <class U, class Op> void combine(U&& value, const W& weight, Op op) {
        auto const at = find(value);
        W sum = op(at == absent ? W{} : entries()[at].second, weight);
        if (sum != W{}) {
            if (at == absent) {
                append(std::forward<U>(value), std::move(sum));
            } else {
                entries()[at].second = std::move(sum);
            }
        } else if (at != absent) {
            remove(at);
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

    template <class U> void append(U&& value, W weight) {
        if (!large_ && small_.size() == small_size) { grow(2 * small_size); }
        auto& list = entries();
        if (list.size() == absent) {
            throw std::length_error("dbsp::zset: more than 2^32 - 1 distinct values");
        }
        list.emplace_back(std::forward<U>(value), std::move(weight));
        if (large_) { large_->index_last(); }
    }

    /// The last entry takes the place of the removed one.  Needs no memory.
    void remove(std::size_t at) {
        auto& list = entries();
        auto const last = list.size() - 1;
        if (large_) {
            large_->positions.erase(as_position(at));
            if (at != last) { large_->renumber(last, at); }
        }
        if (at != last) { list[at] = std::move(list[last]); }
        list.pop_back();
    }

    void grow(std::size_t size) {
        if (large_) {
            large_->reserve(size);
        } else {
            auto made = std::make_unique<table>(entry_list());
            made->reserve(size);
            made->take(small_);
            large_ = std::move(made);
        }
    }

    entry_list small_;
    std::unique_ptr<table> large_;
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
