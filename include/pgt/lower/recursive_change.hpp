/// The recursion at the top of a query, and whether its changes can be computed from its stored rows.
#pragma once

#include <pgt/lower/equality.hpp>
#include <pgt/lower/recursion.hpp>
#include <pgt/lower/resolve.hpp>
#include <pgt/lower/shape.hpp>
#include <pgt/lower/typing.hpp>

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

namespace pgt::lower {

/// The leaf for the rows of the recursion before the change.
inline constexpr const char* iterate_before = "iterate before";

namespace detail {
/// A part of a fixpoint's body as a circuit of its own: the inputs in the place of imports, a leaf in that of the iterate.
class opened_body {
  public:
    opened_body(std::vector<circuit> inputs, const std::string& iterate)
        : inputs_(std::move(inputs)), iterate_(dbsp::source<circuit>(iterate)) {}

    circuit operator()(const circuit& c) {
        return done_.once(c, [&] {
            return c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
                if constexpr (requires { n.op.index; }) {
                    return inputs_.at(n.op.index);
                } else if constexpr (sizeof...(In) == 0) {
                    return requires { n.op.scope; } ? iterate_ : c;
                } else {
                    std::vector<circuit> inputs;
                    for (const auto& in : inputs_of(n)) { inputs.push_back((*this)(in)); }
                    return rewired(n, inputs);
                }
            });
        });
    }

  private:
    std::vector<circuit> inputs_;
    circuit iterate_;
    by_circuit<circuit> done_;
};

inline bool reads_leaf(const circuit& c, const std::string& leaf) {
    return leaf_search([&](const std::string& name) { return name == leaf; })(c);
}
/// Whether a circuit is linear in a leaf: it reaches the output through operators that add up only.
inline bool is_linear_in(const circuit& c, const std::string& leaf) {
    return c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        using algebra = typename Op::algebra;
        if constexpr (sizeof...(In) == 0) {
            return true;
        } else if constexpr (std::same_as<algebra, dbsp::linear>) {
            return std::apply([&](const In&... in) { return (is_linear_in(in, leaf) && ...); }, n.in);
        } else if constexpr (std::same_as<algebra, dbsp::bilinear>) {
            auto const& [a, b] = n.in;
            return is_linear_in(a, leaf) && is_linear_in(b, leaf) &&
                   !(reads_leaf(a, leaf) && reads_leaf(b, leaf));
        } else if constexpr (is_a<Op, dbsp::op::left_join>) {
            return is_linear_in(std::get<0>(n.in), leaf) && !reads_leaf(std::get<1>(n.in), leaf);
        } else {
            return std::apply([&](const In&... in) { return !(reads_leaf(in, leaf) || ...); }, n.in);
        }
    });
}

/// The columns of a key, if it is columns alone.
inline std::optional<std::vector<std::size_t>> plain_key(const key& k) {
    std::vector<std::size_t> result;
    for (const auto& e : k.columns()) {
        if (!e.as_column()) { return std::nullopt; }
        result.push_back(*e.as_column());
    }
    return result.empty() ? std::nullopt : std::optional(result);
}
/// By which of its columns a leaf is joined.
inline std::vector<std::vector<std::size_t>> keys_of_leaf(const circuit& c, const std::string& leaf) {
    std::vector<std::vector<std::size_t>> result;
    auto const add = [&](const circuit& side, const key& k) {
        if (auto columns = plain_key(k); columns && called(side) == leaf) { result.push_back(*columns); }
    };
    c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        if constexpr (requires { n.op.on; }) {
            add(std::get<0>(n.in), n.op.on.left);
            add(std::get<1>(n.in), n.op.on.right);
        }
        for (const auto& in : inputs_of(n)) {
            std::ranges::copy(keys_of_leaf(in, leaf), std::back_inserter(result));
        }
    });
    return result;
}

} // namespace detail

/// `map(columns, fixpoint(start, step))`: a recursive query with nothing above it that loses rows.
struct recursive_query {
    circuit fixpoint;
    recursion parts;                 ///< the start is a circuit of its own, the step one inside the fixpoint
    std::vector<circuit> inputs;     ///< what the fixpoint reads
    std::vector<expression> columns; ///< over the columns of the recursion

    /// The step over the leaf called `iterate`.
    [[nodiscard]] circuit step(const std::string& iterate) const {
        return detail::opened_body(inputs, iterate)(parts.step);
    }
};

namespace detail {
/// DISTINCT at the top of a part says nothing where its rows count once anyway.
inline circuit without_distinct(const circuit& c) {
    return c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        if constexpr (std::same_as<Op, dbsp::op::distinct>) {
            return std::get<0>(n.in);
        } else {
            return c;
        }
    });
}
/// Whether the rows of a recursion are enough to compute its changes: UNION also needs equal rows to look alike, for which of them
/// is there depends on what came first.
inline bool goes_on_from_rows(const recursive_query& q, const row_type& rows) {
    if (q.parts.is_set && !std::ranges::all_of(rows, looks_equal)) { return false; }
    return is_linear_in(q.step(iterate_before), iterate_before);
}

/// The columns of a leaf that stand in the output as they are, in the order of the leaf; those of its rows alone where the output
/// pairs it with others.
inline std::vector<std::optional<std::size_t>> origins_in(const circuit& c, const std::string& leaf,
                                                          typing& types) {
    return c.visit([&]<class Op, class... In>(
                       const dbsp::node<Op, In...>& n) -> std::vector<std::optional<std::size_t>> {
        std::vector<std::optional<std::size_t>> result(types.of(c).size());
        if constexpr (requires { n.op.table; }) {
            if (n.op.table == leaf) { std::iota(result.begin(), result.end(), 0); }
        } else if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
            auto const inner = origins_in(std::get<0>(n.in), leaf, types);
            if (n.op.fn.is_identity()) { return inner; }
            for (std::size_t i = 0; i < result.size(); ++i) {
                if (auto const column = n.op.fn.columns()[i].as_column()) { result[i] = inner.at(*column); }
            }
        } else if constexpr (std::same_as<Op, dbsp::op::filter<predicate>>) {
            return origins_in(std::get<0>(n.in), leaf, types);
        } else if constexpr (requires { n.op.pairing; }) {
            if (n.op.pairing.is_first()) { return origins_in(std::get<0>(n.in), leaf, types); }
            auto both = origins_in(std::get<0>(n.in), leaf, types);
            std::ranges::copy(origins_in(std::get<1>(n.in), leaf, types), std::back_inserter(both));
            for (std::size_t i = 0; i < result.size(); ++i) {
                if (auto const column = n.op.pairing.columns()[i].as_column()) {
                    result[i] = both.at(*column);
                }
            }
        }
        return result;
    });
}
/// The columns of a leaf that stay where they are in the output.
inline std::vector<std::size_t> handed_on(const circuit& c, const std::string& leaf, typing& types) {
    std::vector<std::size_t> result;
    auto const origins = origins_in(c, leaf, types);
    for (std::size_t i = 0; i < origins.size(); ++i) {
        if (origins[i] == i) { result.push_back(i); }
    }
    return result;
}

/// The columns of a recursion's output that a map above it computes.
inline std::optional<recursive_query> peel_recursion(const circuit& c, typing& types) {
    return c.visit(
        [&]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> std::optional<recursive_query> {
            if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
                auto inner = peel_recursion(std::get<0>(n.in), types);
                if (inner && !n.op.fn.is_identity()) {
                    inner->columns = pgt::detail::substitute(n.op.fn.columns(), inner->columns);
                }
                return inner;
            } else if constexpr (is_fixpoint<Op>) {
                auto parts = recursion_of(n.op.body);
                auto const inputs = inputs_of(n);
                parts.start = opened_body(inputs, iterate_before)(parts.start);
                if (parts.is_set) { parts.step = without_distinct(parts.step); }
                const auto& rows = types.of(c);
                recursive_query q{c, std::move(parts), inputs, columns_from(rows.size())};
                if (!goes_on_from_rows(q, rows)) { return std::nullopt; }
                return q;
            } else {
                return std::nullopt;
            }
        });
}
} // namespace detail

/// The recursion at the top of a query, if its changes can be computed from its rows.
[[nodiscard]] inline std::optional<recursive_query> recursion_at_top(const circuit& root, typing& types) {
    return detail::peel_recursion(root, types);
}

} // namespace pgt::lower
