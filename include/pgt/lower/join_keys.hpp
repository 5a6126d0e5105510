/// `join_keys`: joins whose keys can be looked up.
///
/// The front end takes `a = b` for a key wherever each side of it is of one input.  But `=` of some types compares areas or lengths,
/// and between some types it means another thing than grouping by a common type: such a pair becomes a condition on the pair of rows.
#pragma once

#include <pgt/lower/resolve.hpp>
#include <pgt/lower/typing.hpp>

#include <utility>
#include <vector>

namespace pgt::lower {

class join_keys {
  public:
    explicit join_keys(typing& types) : types_(types) {}

    /// The circuit with keys that mean grouping.
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
        auto op = n.op;
        if constexpr (requires {
                          op.on;
                          op.pairing;
                      }) {
            changed = demoted(op.on, std::get<0>(n.in), std::get<1>(n.in)) || changed;
        }
        if constexpr (detail::is_fixpoint<Op>) {
            std::ignore = types_.of(c); // of what the body reads
            op.body = (*this)(n.op.body);
            changed = changed || op.body.identity() != n.op.body.identity();
        }
        return changed ? detail::rewired(dbsp::node<Op, In...>{std::move(op), n.in}, inputs) : c;
    }

    /// Moves the pairs that mean no grouping from the key to the condition; says whether there were any.
    template <class On> bool demoted(On& on, const circuit& a, const circuit& b) {
        if (on.left.is_identity() || on.right.is_identity()) { return false; }
        auto const& left = on.left.columns();
        auto const& right = on.right.columns();
        auto const left_types = types_.of_expressions(left, types_.of(a));
        auto const right_types = types_.of_expressions(right, types_.of(b));
        auto const width = types_.of(a).size();
        std::vector<expression> left_key;
        std::vector<expression> right_key;
        auto condition = on.condition.condition();
        for (std::size_t i = 0; i < left.size(); ++i) {
            if (types_.compared(left_types[i].type, right_types[i].type).groups) {
                left_key.push_back(left[i]);
                right_key.push_back(right[i]);
                continue;
            }
            auto pair = expression::infix(operation::equal, left[i], " = ",
                                          right[i].shifted(static_cast<std::ptrdiff_t>(width)));
            condition = condition ? conjunction(*condition, std::move(pair)) : std::move(pair);
        }
        if (left_key.size() == left.size()) { return false; }
        on.left = key(std::move(left_key));
        on.right = key(std::move(right_key));
        on.condition = pair_condition(width, *condition);
        return true;
    }

    typing& types_;
    detail::by_circuit<circuit> done_;
};

} // namespace pgt::lower
