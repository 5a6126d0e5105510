/// What a recursive query consists of: the part that starts it and the part that goes on.
#pragma once

#include <pgt/circuit/functions.hpp>
#include <pgt/error.hpp>
#include <pgt/lower/resolve.hpp>

#include <optional>

namespace pgt::lower {

/// `WITH RECURSIVE x AS (start UNION [ALL] step(x))`.
struct recursion {
    circuit start;
    circuit step;
    bool is_set; ///< UNION: rows that are there already are not gone into again
};

namespace detail {
/// Whether a circuit reads the iterate of the fixpoint it stands in.
inline bool reads_iterate(const circuit& c) {
    return c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
        if constexpr (sizeof...(In) == 0) {
            return requires { n.op.scope; } && !requires { n.op.index; };
        } else {
            return std::apply([](const In&... in) { return (reads_iterate(in) || ...); }, n.in);
        }
    });
}
} // namespace detail

/// Takes the body of a fixpoint apart.  Errors: `user_error` for bodies of another shape.
[[nodiscard]] inline recursion recursion_of(const circuit& body) {
    auto parts = body.visit([&]<class Op, class... In>(
                                const dbsp::node<Op, In...>& n) -> std::optional<recursion> {
        if constexpr (std::same_as<Op, dbsp::op::distinct>) {
            auto inner = recursion_of(std::get<0>(n.in));
            inner.is_set = true;
            return inner;
        } else if constexpr (std::same_as<Op, dbsp::op::plus> || std::same_as<Op, dbsp::op::union_distinct>) {
            auto const& [a, b] = n.in;
            bool const set = std::same_as<Op, dbsp::op::union_distinct>;
            if (!detail::reads_iterate(a)) { return recursion{a, b, set}; }
            if (!detail::reads_iterate(b)) { return recursion{b, a, set}; }
        }
        return std::nullopt;
    });
    if (!parts) {
        throw user_error(sqlstate::feature_not_supported, "this recursion cannot be maintained incrementally")
            .detail("A recursive query must be a part without recursion UNION [ALL] one with it.")
            .hint("Use refresh_mode => 'FULL'.");
    }
    return std::move(*parts);
}

} // namespace pgt::lower
