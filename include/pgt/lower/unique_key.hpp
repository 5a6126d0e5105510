/// Keys of circuits: sets of columns that no two rows share.
#pragma once

#include <pgt/lower/recursion.hpp>
#include <pgt/lower/typing.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

namespace pgt::lower {

/// Columns by index.  Two rows with the same values in them, NULLs being equal, are one row, which counts once.
using column_set = std::set<std::size_t>;

namespace detail {
/// Keys of a join: the keys of both sides together; the key of one side alone where each of its rows has one partner at most.
class key_finder {
  public:
    key_finder(const bind::query& query, typing& types) : query_(query), types_(types) {}

    std::vector<column_set> of(const circuit& c) {
        return c.visit([&](const auto& n) { return of_node(n); });
    }

  private:
    template <class Op, class... In> std::vector<column_set> of_node(const dbsp::node<Op, In...>& n) {
        if constexpr (requires { n.op.table; }) {
            return of_source(n.op.table);
        } else if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
            return mapped(n.op.fn, of(std::get<0>(n.in)));
        } else if constexpr (is_a<Op, dbsp::op::aggregate>) {
            return {first_columns(n.op.key.columns().size())};
        } else if constexpr (requires {
                                 n.op.on;
                                 n.op.pairing;
                             }) {
            auto const& [a, b] = n.in;
            auto const sides = padded_sides(n.op);
            bool const both_ways = sides.left && sides.right;
            return joined(n.op.on, n.op.pairing, both_ways ? never_null(a) : of(a), of(b), sides);
        } else if constexpr (is_a<Op, dbsp::op::product>) {
            return both(n.op.pairing, of(std::get<0>(n.in)), of(std::get<1>(n.in)));
        } else if constexpr (requires { n.op.pred; } || requires { n.op.on; }) {
            return of(std::get<0>(n.in));
        } else {
            return {};
        }
    }

    /// Keys some column of which is never NULL.  Rows of a full join without a partner on either side differ by such a column only.
    std::vector<column_set> never_null(const circuit& c) {
        auto const& rows = types_.of(c);
        auto keys = of(c);
        std::erase_if(keys, [&](const column_set& key) {
            return std::ranges::all_of(key, [&](std::size_t i) { return rows.at(i).nullable; });
        });
        return keys;
    }

    std::vector<column_set> of_source(const std::string& name) const {
        std::vector<column_set> result;
        if (auto const index = source_index(query_, name)) {
            for (const auto& key : query_.sources[*index].relation.keys) {
                result.emplace_back(key.begin(), key.end());
            }
        } else {
            result.emplace_back();
        }
        return result;
    }

    static column_set first_columns(std::size_t count) {
        column_set result;
        for (std::size_t i = 0; i < count; ++i) { result.insert(i); }
        return result;
    }

    /// Keys all of whose columns are still there.
    static std::vector<column_set> mapped(const mapping& fn, const std::vector<column_set>& keys) {
        if (fn.is_identity()) { return keys; }
        std::vector<column_set> result;
        for (const auto& key : keys) {
            column_set moved;
            for (std::size_t i = 0; i < fn.columns().size(); ++i) {
                if (auto const c = fn.columns()[i].as_column(); c && key.contains(*c)) { moved.insert(i); }
            }
            column_set found;
            for (std::size_t const i : moved) { found.insert(*fn.columns()[i].as_column()); }
            if (found == key) { result.push_back(first_of_each(fn, moved)); }
        }
        return result;
    }
    /// One output column for each input column, where some occur twice.
    static column_set first_of_each(const mapping& fn, const column_set& columns) {
        std::set<std::size_t> seen;
        column_set result;
        for (std::size_t const i : columns) {
            if (seen.insert(*fn.columns()[i].as_column()).second) { result.insert(i); }
        }
        return result;
    }

    /// Which sides of an outer join may be missing.
    struct padding {
        bool left = false;
        bool right = false;
    };
    template <class Op> static constexpr bool pads_left_rows = requires(const Op& op) { op.pad_a; };
    template <class Op> static constexpr bool pads_right_rows = requires(const Op& op) { op.pad_b; };
    template <class Op> static constexpr padding padded_sides(const Op&) {
        return {pads_right_rows<Op>, pads_left_rows<Op>};
    }

    static column_set shifted(const column_set& columns, std::size_t by) {
        column_set result;
        for (std::size_t const i : columns) { result.insert(i + by); }
        return result;
    }
    /// Whether a side has one row at most for each value of its part of the join key.
    static bool is_unique(const key& k, const std::vector<column_set>& keys) {
        column_set joined;
        for (const auto& e : k.columns()) {
            if (auto const column = e.as_column()) { joined.insert(*column); }
        }
        return !k.is_identity() &&
               std::ranges::any_of(keys, [&](const auto& key) { return std::ranges::includes(joined, key); });
    }
    template <class On>
    static std::vector<column_set> joined(const On& on, const pairing& pair, const std::vector<column_set>& a,
                                          const std::vector<column_set>& b, padding missing) {
        if (pair.is_first()) { return {}; }
        std::vector<column_set> keys;
        if (is_unique(on.right, b) && !missing.left) { keys = a; }
        if (is_unique(on.left, a) && !missing.right) {
            for (const auto& key : b) { keys.push_back(shifted(key, pair.left_width())); }
        }
        for (const auto& x : a) {
            for (const auto& y : b) {
                auto key = shifted(y, pair.left_width());
                key.insert(x.begin(), x.end());
                keys.push_back(std::move(key));
            }
        }
        return mapped(mapping(pair.columns()), keys);
    }
    static std::vector<column_set> both(const pairing& pair, const std::vector<column_set>& a,
                                        const std::vector<column_set>& b) {
        key const none{std::vector<expression>{}};
        return joined(dbsp::join_on<key, key, pair_condition>{none, none, {}}, pair, a, b, {});
    }

    const bind::query& query_;
    typing& types_;
};
} // namespace detail

/// The key with the fewest columns, if the circuit has one.
[[nodiscard]] inline std::optional<column_set> unique_key(const bind::query& query, typing& types,
                                                          const circuit& c) {
    auto const keys = detail::key_finder(query, types).of(c);
    auto const least = std::ranges::min_element(keys, {}, &column_set::size);
    return least == keys.end() ? std::nullopt : std::optional(*least);
}

} // namespace pgt::lower
