#include "unnest/column_facts.hpp"

#include <pgt/checkpoint.hpp>
#include <pgt/circuit/recursion.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace pgt::unnest {

namespace {
template <class Op> inline constexpr bool is_aggregate = false;
template <class Key, class Fn> inline constexpr bool is_aggregate<dbsp::op::aggregate<Key, Fn>> = true;
template <class Op> inline constexpr bool has_windows = false;
template <class Key, class Fn> inline constexpr bool has_windows<dbsp::op::group_transform<Key, Fn>> = true;

/// Operators that give rows of their first input, each as it is.
template <class Op>
inline constexpr bool keeps_rows =
    requires(const Op& op) { op.pred; } || std::same_as<Op, dbsp::op::distinct> ||
    (requires(const Op& op) { op.on; } && !requires(const Op& op) { op.pairing; });

std::set<std::size_t> columns_of(const expressions& list, const std::set<std::size_t>& wanted) {
    std::set<std::size_t> result;
    for (std::size_t const i : wanted) {
        if (auto const column = list.at(i).as_column()) { result.insert(*column); }
    }
    return result;
}

/// The columns of a pair by the side that they are of.
struct sides {
    std::set<std::size_t> left;
    std::set<std::size_t> right;
};
sides split_sides(const pairing& pair, const std::set<std::size_t>& columns) {
    sides result;
    for (std::size_t const i : columns_of(pair.columns(), columns)) {
        if (i < pair.left_width()) {
            result.left.insert(i);
        } else {
            result.right.insert(i - pair.left_width());
        }
    }
    return result;
}
} // namespace

void column_facts::bind_iterate(std::uint64_t scope, circuit start) {
    starts_.insert_or_assign(scope, std::move(start));
}

/// What has the columns of a leaf in the body of a recursion.
std::optional<circuit> column_facts::standing_for(const circuit& c) const {
    if (auto const outside = as_import(c)) { return leaves_.imported(*outside); }
    auto const scope = scope_of_iterate(c);
    if (!scope) { return std::nullopt; }
    auto const known = starts_.find(*scope);
    return known == starts_.end() ? leaves_.imported({*scope, 0}) : known->second;
}

std::size_t column_facts::width(const circuit& c) {
    return widths_.once(c, [&] {
        checkpoint();
        return c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> std::size_t {
            if constexpr (requires { n.op.table; }) {
                return leaves_.width(n.op.table);
            } else if constexpr (sizeof...(In) == 0) {
                return width(standing_for(c).value());
            } else if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
                return n.op.fn.is_identity() ? width(get<0>(n.in)) : n.op.fn.columns().size();
            } else if constexpr (requires { n.op.pairing; }) {
                return n.op.pairing.is_first() ? width(get<0>(n.in)) : n.op.pairing.columns().size();
            } else if constexpr (is_aggregate<Op>) {
                return n.op.key.columns().size() + n.op.fn.calls().size();
            } else if constexpr (has_windows<Op>) {
                return width(get<0>(n.in)) + n.op.fn.windows().size();
            } else if constexpr (std::same_as<Op, dbsp::op::flat_map<expansion>>) {
                return width(get<0>(n.in)) + n.op.fn.width();
            } else {
                return width(get<0>(n.in));
            }
        });
    });
}

std::optional<column_origin> column_facts::origin(const circuit& c, std::size_t column) {
    checkpoint();
    using result = std::optional<column_origin>;
    auto const computed = [&](const circuit& in, const expression& e) {
        auto const inner = e.as_column();
        return inner ? origin(in, *inner) : std::nullopt;
    };
    return c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> result {
        if constexpr (requires { n.op.table; }) {
            return column_origin{{n.op.table, column}, false};
        } else if constexpr (sizeof...(In) == 0) {
            auto found = origin(standing_for(c).value(), column);
            if (found && scope_of_iterate(c)) {
                found->nullable = true;
            } // of later rows only the type is known
            return found;
        } else if constexpr (std::same_as<typename Op::algebra, dbsp::recursive>) {
            auto found = origin(get<0>(n.in), column);
            if (found) { found->nullable = true; }
            return found;
        } else if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
            auto const& in = get<0>(n.in);
            return n.op.fn.is_identity() ? origin(in, column) : computed(in, n.op.fn.columns().at(column));
        } else if constexpr (is_aggregate<Op>) {
            auto const& keys = n.op.key.columns();
            return column < keys.size() ? computed(get<0>(n.in), keys[column]) : std::nullopt;
        } else if constexpr (has_windows<Op>) {
            auto const& in = get<0>(n.in);
            return column < width(in) ? origin(in, column) : std::nullopt;
        } else if constexpr (keeps_rows<Op>) {
            return origin(get<0>(n.in), column);
        } else if constexpr (std::same_as<Op, dbsp::op::flat_map<expansion>>) {
            auto const& in = get<0>(n.in);
            return column < width(in) ? origin(in, column) : std::nullopt;
        } else if constexpr (requires { n.op.pairing; }) {
            auto const inner =
                n.op.pairing.is_first() ? column : n.op.pairing.columns().at(column).as_column();
            if (!inner) { return std::nullopt; }
            bool const is_left = n.op.pairing.is_first() || *inner < n.op.pairing.left_width();
            auto found = is_left ? origin(get<0>(n.in), *inner)
                                 : origin(get<1>(n.in), *inner - n.op.pairing.left_width());
            bool const may_be_missing = is_left ? requires { n.op.pad_b; } : requires { n.op.pad_a; };
            if (found && may_be_missing) { found->nullable = true; }
            return found;
        } else {
            return std::nullopt;
        }
    });
}

bool column_facts::never_null(const circuit& c, std::size_t column) {
    auto const from = origin(c, column);
    return from && !from->nullable && leaves_.never_null(from->from);
}

bool column_facts::image_is_equality(const circuit& c, std::size_t column) {
    auto const from = origin(c, column);
    return from && leaves_.image_is_equality(from->from);
}

bool column_facts::determines(const circuit& a, std::size_t a_column, const circuit& b,
                              std::size_t b_column) {
    auto const left = origin(a, a_column);
    auto const right = origin(b, b_column);
    return left && right && leaves_.determines(left->from, right->from);
}

bool column_facts::is_unique(const circuit& c, const std::set<std::size_t>& columns) {
    checkpoint();
    return c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        if constexpr (requires { n.op.table; }) {
            return std::ranges::any_of(leaves_.keys(n.op.table), [&](const auto& key) {
                return std::ranges::all_of(key, [&](std::size_t i) { return columns.contains(i); });
            });
        } else if constexpr (sizeof...(In) == 0) {
            return !scope_of_iterate(c) && is_unique(standing_for(c).value(), columns);
        } else if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
            auto const& in = get<0>(n.in);
            return is_unique(in, n.op.fn.is_identity() ? columns : columns_of(n.op.fn.columns(), columns));
        } else if constexpr (is_aggregate<Op>) {
            for (std::size_t i = 0; i < n.op.key.columns().size(); ++i) {
                if (!columns.contains(i)) { return false; }
            }
            return true;
        } else if constexpr (has_windows<Op>) {
            auto const& in = get<0>(n.in);
            auto own = columns;
            std::erase_if(own, [&](std::size_t i) { return i >= width(in); });
            return is_unique(in, own);
        } else if constexpr (std::same_as<Op, dbsp::op::distinct>) {
            return columns.size() == width(c) || is_unique(get<0>(n.in), columns);
        } else if constexpr (keeps_rows<Op>) {
            return is_unique(get<0>(n.in), columns);
        } else if constexpr (requires {
                                 n.op.on;
                                 n.op.pairing;
                             }) {
            if (n.op.pairing.is_first() || requires { n.op.pad_b; }) { return false; }
            auto known = split_sides(n.op.pairing, columns);
            auto const& a = get<0>(n.in);
            auto const& b = get<1>(n.in);
            bool const compares_rows = n.op.on.left.is_identity() || n.op.on.right.is_identity();
            for (std::size_t i = 0; !compares_rows && i < n.op.on.left.columns().size(); ++i) {
                auto const left = n.op.on.left.columns()[i].as_column();
                auto const right = n.op.on.right.columns().at(i).as_column();
                bool const is_known = left && right && known.left.contains(*left);
                if (is_known && determines(a, *left, b, *right)) { known.right.insert(*right); }
            }
            return is_unique(a, known.left) && is_unique(b, known.right);
        } else {
            return false;
        }
    });
}

} // namespace pgt::unnest
