/// How the rows of a recursion change: semi-naive, with signed weights.
///
/// `R = start + step(R)` with a step that is linear in R, as it is for UNION ALL.  Then
///
///     dR = d start + d step(R before) + step(dR)
///
/// where `d step` is the change of the step by the tables that it reads, over the rows as they were.  The rows as they were are the
/// stream table itself, if it stores all columns of R.  One WITH RECURSIVE computes it, insertions, deletions and updates alike; it
/// ends where the query's own recursion over the tables ends.
/// Source: Budiu et al., DBSP (arXiv 2203.16684), section 6, for a step that is linear in its iterate.
#pragma once

#include <pgt/lower/recursion.hpp>
#include <pgt/lower/resolve.hpp>
#include <pgt/lower/shape.hpp>
#include <pgt/lower/typing.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace pgt::lower {

/// The rows of the recursion before the change, and its change so far.
inline constexpr const char* iterate_before = "iterate before";
inline constexpr const char* iterate_change = "iterate change";

/// `map(columns, fixpoint(start, step))`: a recursive query with nothing above it that loses rows.
struct recursive_query {
    circuit fixpoint;
    circuit start;
    circuit step_before;             ///< the step over `iterate_before`
    circuit step_change;             ///< the step over `iterate_change`
    std::vector<expression> columns; ///< over the columns of the recursion
};

namespace detail {
/// A part of a fixpoint's body as a circuit of its own: the inputs in the place of imports, a leaf in that of the iterate.
class opened_body {
  public:
    opened_body(std::vector<circuit> inputs, const char* iterate)
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
    return c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        if constexpr (requires { n.op.table; }) {
            return n.op.table == leaf;
        } else {
            return std::apply([&](const In&... in) { return (reads_leaf(in, leaf) || ...); }, n.in);
        }
    });
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

inline bool is_leaf_called(const circuit& c, const std::string& leaf) {
    return c.visit([&](const auto& n) {
        if constexpr (requires { n.op.table; }) {
            return n.op.table == leaf;
        } else {
            return false;
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
        if (auto columns = plain_key(k); columns && is_leaf_called(side, leaf)) {
            result.push_back(*columns);
        }
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
                auto const parts = recursion_of(n.op.body);
                if (parts.is_set) { return std::nullopt; }
                auto const inputs = inputs_of(n);
                recursive_query q{c, opened_body(inputs, iterate_before)(parts.start),
                                  opened_body(inputs, iterate_before)(parts.step),
                                  opened_body(inputs, iterate_change)(parts.step),
                                  columns_from(types.of(c).size())};
                if (!is_linear_in(q.step_before, iterate_before)) { return std::nullopt; }
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
