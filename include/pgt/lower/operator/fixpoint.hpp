/// fixpoint: WITH RECURSIVE.
///
///     (WITH RECURSIVE x (c1, ...) AS (start UNION [ALL] step) SELECT * FROM x)
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/fixpoint.hpp>

namespace pgt::lower {

/// What the iterate is called inside the recursion of a scope.
[[nodiscard]] sql::text iterate_name(std::uint64_t scope);
/// The change of a recursion: the fixpoint now less the fixpoint before.
[[nodiscard]] std::optional<circuit> recomputed(resolver& r, const circuit& d);
[[nodiscard]] block lowered_recursion(relational& r, const piece& p);

template <dbsp::op::iteration Form>
struct lowering_traits<dbsp::op::fixpoint<circuit, Form>> : no_keys, no_origins {
    static constexpr cost upkeep = cost::full;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_none;
    static row_type types(typing& t, const use<dbsp::op::fixpoint<circuit, Form>>& u) {
        return t.of_recursion(*u.at.recursion(), u.at.inputs());
    }
    static std::vector<sql::text> names(column_names& n, const use<dbsp::op::fixpoint<circuit, Form>>& u) {
        return n.plain(u.whole());
    }
    static std::optional<circuit> changes(resolver& r, const use<dbsp::op::fixpoint<circuit, Form>>& u) {
        return recomputed(r, u.whole());
    }
    static block sql(relational& r, const use<dbsp::op::fixpoint<circuit, Form>>& u) {
        return lowered_recursion(r, u.at);
    }
};

} // namespace pgt::lower
