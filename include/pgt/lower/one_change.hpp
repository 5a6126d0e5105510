/// `passes_one_change`: changes that are those of one source, each row by itself.
#pragma once

#include <pgt/lower/resolve.hpp>

namespace pgt::lower {

namespace detail {
/// Whether a circuit reads tables as they are and nothing else.
inline bool reads_only_now(const circuit& c) {
    return c.visit([]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        if constexpr (requires { n.op.table; }) {
            return leaf_name(n.op.table).when == moment::now;
        } else {
            return std::apply([](const In&... in) { return (reads_only_now(in) && ...); }, n.in);
        }
    });
}
} // namespace detail

/// Whether a change is the change of one source, filtered, mapped and joined with tables that don't change.  If that is a part of the
/// source as it is for what comes, and as it was for what goes, so is this of its own rows.
[[nodiscard]] inline bool passes_one_change(const circuit& change) {
    return change.visit([]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        if constexpr (requires { n.op.table; }) {
            return leaf_name(n.op.table).when == moment::change;
        } else if constexpr (detail::is_a<Op, dbsp::op::map> || detail::is_a<Op, dbsp::op::filter>) {
            return passes_one_change(std::get<0>(n.in));
        } else if constexpr (detail::is_a<Op, dbsp::op::join> || detail::is_a<Op, dbsp::op::product>) {
            auto const& [a, b] = n.in;
            return (passes_one_change(a) && detail::reads_only_now(b)) ||
                   (passes_one_change(b) && detail::reads_only_now(a));
        } else {
            return false;
        }
    });
}

} // namespace pgt::lower
