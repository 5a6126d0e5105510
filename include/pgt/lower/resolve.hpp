/// `resolve`: circuits of changes without memory.
///
/// `incrementalize` speaks of states as sums of changes, `integrate(d)` and `delay(integrate(d))`.  A database has them at hand: the
/// state *now* of the piece whose changes `d` carries is that piece over the tables as they are; the state *before* is the same
/// over the tables less their changes.  What depends on no changed source has no changes, and its terms vanish: with one changed
/// source, nothing is computed *before* but what reads that source itself.
/// Law: for all states and changes, the resolved circuit over (now, before, change) gives what the circuit of changes gives
/// (tests/property/pgt/resolve.cpp).
#pragma once

#include <pgt/lower/leaf.hpp>
#include <pgt/lower/source_set.hpp>

#include <dbsp/pass/incrementalize.hpp>
#include <dbsp/pass/origins.hpp>

#include <optional>
#include <vector>

namespace pgt::lower {

namespace detail {
template <class T, template <class...> class Template> inline constexpr bool is_a = false;
template <class... Arg, template <class...> class Template>
inline constexpr bool is_a<Template<Arg...>, Template> = true;

template <class Op> inline constexpr bool is_fixpoint = std::same_as<typename Op::algebra, dbsp::recursive>;

/// The same node over other inputs.
template <class Op, class... In>
circuit rewired(const dbsp::node<Op, In...>& n, const std::vector<circuit>& inputs) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return circuit(dbsp::node<Op, In...>{n.op, {inputs[I]...}});
    }(std::index_sequence_for<In...>{});
}
} // namespace detail

class resolver {
  public:
    resolver(const bind::query& query, const dbsp::origins<circuit>& made, const source_set& changed)
        : query_(query), made_(made), changed_(changed), reads_([this](const std::string& leaf) {
              auto const index = source_index(query_, leaf);
              return index && changed_.at(*index);
          }) {}
    resolver(const resolver&) = delete;
    resolver& operator=(const resolver&) = delete;

    /// A circuit of changes with leaves in the place of states; nothing where it never carries a change.
    const std::optional<circuit>& changes(const circuit& d) {
        return changes_.once(d, [&] { return d.visit([&](const auto& n) { return change_of(d, n); }); });
    }

    /// A piece of the query, before the changes.
    const circuit& before(const circuit& q) {
        return before_.once(q, [&] { return q.visit([&](const auto& n) { return before_of(q, n); }); });
    }

    /// Whether a piece of the query reads a source that changed.
    bool reads_change(const circuit& q) { return reads_(q); }

  private:
    using maybe = std::optional<circuit>;

    template <class Op, class... In> maybe change_of(const circuit& d, const dbsp::node<Op, In...>& n) {
        if constexpr (requires { n.op.table; }) {
            return changed_leaf(n.op.table);
        } else if constexpr (detail::is_fixpoint<Op>) {
            return recomputed(d);
        } else if constexpr (std::same_as<Op, dbsp::op::integrate>) {
            return origin(std::get<0>(n.in));
        } else if constexpr (std::same_as<Op, dbsp::op::delay>) {
            return before_sum(std::get<0>(n.in));
        } else if constexpr (std::same_as<Op, dbsp::op::plus>) {
            return sum(changes(std::get<0>(n.in)), changes(std::get<1>(n.in)));
        } else if constexpr (std::same_as<Op, dbsp::op::minus>) {
            return difference(changes(std::get<0>(n.in)), changes(std::get<1>(n.in)));
        } else {
            return nothing_from_nothing(n);
        }
    }

    maybe changed_leaf(const std::string& name) {
        auto const index = source_index(query_, name);
        if (!index || !changed_.at(*index)) { return std::nullopt; }
        return leaf(name, moment::change);
    }
    /// Recursion: the fixpoint now less the fixpoint before.
    maybe recomputed(const circuit& d) {
        auto const q = origin(d);
        if (!reads_change(q)) { return std::nullopt; }
        return dbsp::minus(q, before(q));
    }
    circuit origin(const circuit& d) const {
        auto q = made_.of(d);
        if (!q) { throw std::logic_error("resolve: changes without an origin"); }
        return std::move(*q);
    }
    maybe before_sum(const circuit& sum) {
        return sum.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> maybe {
            if constexpr (std::same_as<Op, dbsp::op::integrate>) {
                return before(origin(std::get<0>(n.in)));
            } else {
                throw std::logic_error("resolve: a delay of anything but a sum of changes");
            }
        });
    }
    static maybe sum(const maybe& a, const maybe& b) { return a && b ? dbsp::plus(*a, *b) : a ? a : b; }
    static maybe difference(const maybe& a, const maybe& b) {
        if (a && b) { return dbsp::minus(*a, *b); }
        return b ? dbsp::negate(*b) : a;
    }
    /// Every other operator gives nothing where one of its inputs is nothing: one input, or a product of two, or the restriction
    /// to touched keys.
    template <class Op, class... In> maybe nothing_from_nothing(const dbsp::node<Op, In...>& n) {
        std::vector<circuit> inputs;
        for (const auto& in : detail::inputs_of(n)) {
            auto const& change = changes(in);
            if (!change) { return std::nullopt; }
            inputs.push_back(*change);
        }
        return detail::rewired(n, inputs);
    }

    template <class Op, class... In> circuit before_of(const circuit& q, const dbsp::node<Op, In...>& n) {
        if (!reads_change(q)) { return q; }
        if constexpr (requires { n.op.table; }) {
            return leaf(n.op.table, moment::before);
        } else {
            std::vector<circuit> inputs;
            for (const auto& in : detail::inputs_of(n)) { inputs.push_back(before(in)); }
            return detail::rewired(n, inputs);
        }
    }

    const bind::query& query_;
    const dbsp::origins<circuit>& made_;
    const source_set& changed_;
    detail::by_circuit<maybe> changes_;
    detail::by_circuit<circuit> before_;
    leaf_search reads_;
};

} // namespace pgt::lower
