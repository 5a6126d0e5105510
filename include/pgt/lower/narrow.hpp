/// `narrow`: joins of a change with a state compute only the groups of that state that the change meets.
///
/// The tables of a state need no help: an index finds the partners of a change.  Groups, distinct rows and the like are computed, and
/// PostgreSQL would compute all of them to join a few.  So the state is restricted to the keys of the change,
/// `join(d, s) = join(d, restrict(s, d))`, and the restriction moves down to the tables by the rules of the library.
///
/// A table before its changes is none that PostgreSQL knows anything about.  So where a change meets one, it meets the table and the
/// table's own change instead: `join(d, now - change) = join(d, now) - join(d, change)`.
#pragma once

#include <pgt/lower/resolve.hpp>

namespace pgt::lower {

class narrower {
  public:
    circuit operator()(const circuit& c) {
        return done_.once(c, [&] { return c.visit([&](const auto& n) { return rebuilt(c, n); }); });
    }

  private:
    template <class Op, class... In> circuit rebuilt(const circuit& c, const dbsp::node<Op, In...>& n) {
        std::vector<circuit> inputs;
        bool changed = false;
        for (const auto& in : detail::inputs_of(n)) {
            inputs.push_back((*this)(in));
            changed = changed || inputs.back().identity() != in.identity();
        }
        if constexpr (detail::is_a<Op, dbsp::op::join>) {
            auto& a = inputs[0];
            auto& b = inputs[1];
            if (meets(a, b)) {
                b = dbsp::restrict(b, a, n.op.on.right, n.op.on.left);
                changed = true;
            } else if (meets(b, a)) {
                a = dbsp::restrict(a, b, n.op.on.left, n.op.on.right);
                changed = true;
            }
        }
        if constexpr (std::same_as<typename Op::algebra, dbsp::bilinear>) {
            if (auto terms = distributed(n, inputs)) { return std::move(*terms); }
        }
        return changed ? detail::rewired(n, inputs) : c;
    }
    bool meets(const circuit& change, const circuit& state) {
        return is_small(change) && !is_small(state) && is_computed(state);
    }

    /// A state before a change as what it is now, less its change.
    struct difference {
        circuit now;
        circuit change;
    };
    /// Of states that read one table before its changes, by operators that add up.
    std::optional<difference> as_difference(const circuit& state) {
        return state.visit(
            [&]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> std::optional<difference> {
                if constexpr (requires { n.op.table; }) {
                    leaf_name const name(n.op.table);
                    if (name.when != moment::before) { return std::nullopt; }
                    return difference{leaf(name.source, moment::now), leaf(name.source, moment::change)};
                } else if constexpr (std::same_as<typename Op::algebra, dbsp::linear> && sizeof...(In) == 1) {
                    auto const in = as_difference(std::get<0>(n.in));
                    if (!in) { return std::nullopt; }
                    return difference{detail::rewired(n, {in->now}), detail::rewired(n, {in->change})};
                } else {
                    return std::nullopt;
                }
            });
    }
    /// A product of a change and a state before a change, as two.
    template <class Op>
    std::optional<circuit> distributed(const dbsp::node<Op, circuit, circuit>& n,
                                       const std::vector<circuit>& in) {
        for (std::size_t const side : {std::size_t{0}, std::size_t{1}}) {
            if (!is_small(in[1 - side])) { continue; }
            if (auto const state = as_difference(in[side])) {
                auto now = in;
                auto change = in;
                now[side] = state->now;
                change[side] = state->change;
                return dbsp::minus(detail::rewired(n, now), detail::rewired(n, change));
            }
        }
        return std::nullopt;
    }

    /// Whether the rows of a circuit are no more than a change touches.
    bool is_small(const circuit& c) {
        return small_.once(c, [&] {
            return c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
                if constexpr (requires { n.op.table; }) {
                    return leaf_name(n.op.table).when == moment::change;
                } else if constexpr (sizeof...(In) == 0) {
                    return false;
                } else if constexpr (requires { n.op.change_key; }) {
                    return true;
                } else if constexpr (detail::is_a<Op, dbsp::op::join> ||
                                     detail::is_a<Op, dbsp::op::product>) {
                    return is_small(std::get<0>(n.in)) || is_small(std::get<1>(n.in));
                } else {
                    return std::apply([&](const In&... in) { return (is_small(in) && ...); }, n.in);
                }
            });
        });
    }

    /// Whether a state is computed from groups of rows.
    bool is_computed(const circuit& c) {
        return computed_.once(c, [&] {
            return c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
                using algebra = typename Op::algebra;
                return std::same_as<algebra, dbsp::groupwise> || std::same_as<algebra, dbsp::pointwise> ||
                       std::apply([&](const In&... in) { return (is_computed(in) || ...); }, n.in);
            });
        });
    }

    detail::by_circuit<circuit> done_;
    detail::by_circuit<bool> small_;
    detail::by_circuit<bool> computed_;
};

} // namespace pgt::lower
