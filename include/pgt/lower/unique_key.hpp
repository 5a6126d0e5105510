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

    const std::vector<column_set>& of(const circuit& c) {
        return known_.once(c, [&] { return minimal(c.visit([&](const auto& n) { return of_node(n); })); });
    }

  private:
    /// How many keys of a piece are gone on with: a join has the keys of its sides and those of both together.
    static constexpr std::size_t most_keys = 32;

    /// The keys without those that hold another one, in their order; the shortest if there are too many.
    static std::vector<column_set> minimal(std::vector<column_set> keys) {
        std::ranges::stable_sort(keys, {}, &column_set::size);
        std::vector<column_set> result;
        for (auto& key : keys) {
            if (result.size() == most_keys) { break; }
            auto const holds = [&](const column_set& other) { return std::ranges::includes(key, other); };
            if (std::ranges::none_of(result, holds)) { result.push_back(std::move(key)); }
        }
        return result;
    }

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
            keyed_side const left{both_ways ? never_null(a) : of(a), looked_up(n.op.on, a, b, 0)};
            keyed_side const right{of(b), looked_up(n.op.on, a, b, 1)};
            return joined(n.op.pairing, left, right, sides);
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
        } else if (find_constants(query_, name) == nullptr) {
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
    /// A side of a join: its keys, and the columns of which the join finds one value at most.
    struct keyed_side {
        std::vector<column_set> keys;
        column_set looked_up;

        /// Whether each row of the other side has one partner at most here.
        [[nodiscard]] bool is_unique() const {
            return std::ranges::any_of(
                keys, [&](const column_set& key) { return std::ranges::includes(looked_up, key); });
        }
    };
    /// The columns of a side that a join compares so that values stay apart which the column's own equality tells apart.
    template <class On>
    column_set looked_up(const On& on, const circuit& a, const circuit& b, std::size_t side) {
        column_set result;
        if (on.left.is_identity() || on.right.is_identity()) { return result; }
        auto const left = types_.of_expressions(on.left.columns(), types_.of(a));
        auto const right = types_.of_expressions(on.right.columns(), types_.of(b));
        for (std::size_t i = 0; i < left.size(); ++i) {
            auto const meaning = types_.compared(left[i].type, right.at(i).type);
            bool const apart = side == 0 ? meaning.tells_left_apart : meaning.tells_right_apart;
            auto const column = (side == 0 ? on.left : on.right).columns()[i].as_column();
            if (apart && column) { result.insert(*column); }
        }
        return result;
    }
    static std::vector<column_set> joined(const pairing& pair, const keyed_side& a, const keyed_side& b,
                                          padding missing) {
        if (pair.is_first()) { return {}; }
        std::vector<column_set> keys;
        if (b.is_unique() && !missing.left) { keys = a.keys; }
        if (a.is_unique() && !missing.right) {
            for (const auto& key : b.keys) { keys.push_back(shifted(key, pair.left_width())); }
        }
        for (const auto& x : a.keys) {
            for (const auto& y : b.keys) {
                auto key = shifted(y, pair.left_width());
                key.insert(x.begin(), x.end());
                keys.push_back(std::move(key));
            }
        }
        return mapped(mapping(pair.columns()), keys);
    }
    static std::vector<column_set> both(const pairing& pair, const std::vector<column_set>& a,
                                        const std::vector<column_set>& b) {
        return joined(pair, {a, {}}, {b, {}}, {});
    }

    const bind::query& query_;
    typing& types_;
    by_circuit<std::vector<column_set>> known_;
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
