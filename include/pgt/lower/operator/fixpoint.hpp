/// fixpoint: WITH RECURSIVE.
///
///     (WITH RECURSIVE x (c1, ...) AS (start UNION [ALL] step) SELECT * FROM x)
#pragma once

#include <pgt/lower/operator/map.hpp>
#include <pgt/lower/recursion.hpp>
#include <pgt/lower/relational.hpp>

namespace pgt::lower {

namespace detail {
/// What the iterate is called inside the recursion of a scope.
inline sql::text iterate_name(std::uint64_t scope) { return sql::build("r{}", scope); }

inline std::vector<bool> all_of(std::size_t width) { return std::vector<bool>(width, true); }
} // namespace detail

template <class Row, class W>
block lower_operator(relational& r, const circuit& c, const dbsp::node<dbsp::op::variable<Row, W>>& n) {
    auto const t = r.alias();
    return reading(sql::build("{} AS {}", detail::iterate_name(n.op.scope), t), t,
                   detail::all_of(r.types().of(c).size()), false);
}
/// An input of the recursion, read where it is used.  Rows of a state before a change are brought together first: the recursion must
/// not follow rows that are gone.
template <class Row, class W>
block lower_operator(relational& r, const circuit&, const dbsp::node<dbsp::op::import <Row, W>>& n) {
    return r.unweighted(r.brought_in(n.op.scope, n.op.index));
}

template <class Op, class... In>
    requires std::same_as<typename Op::algebra, dbsp::recursive>
block lower_operator(relational& r, const circuit& c, const dbsp::node<Op, In...>& n) {
    r.bring_in(n.op.scope, detail::inputs_of(n));
    auto const rows = r.types().of(c);
    auto const parts = recursion_of(n.op.body);
    auto const wanted = detail::all_of(rows.size());
    auto const start = select(detail::filled(r.lower(parts.start), wanted, rows));
    auto const step = select(detail::filled(r.lower(parts.step), wanted, rows));
    auto const name = r.alias();
    auto const columns = sql::join(detail::plain_columns(rows.size()), ", ");
    auto const all = parts.is_set ? sql::build("UNION") : sql::build("UNION ALL");
    auto const x = detail::iterate_name(n.op.scope);
    return reading(sql::build("(WITH RECURSIVE {} ({}) AS ({} {} {}) SELECT {} FROM {}) AS {}", x, columns,
                              start, all, step, columns, x, name),
                   name, wanted, false);
}

/// What has memory is resolved before it is lowered.
template <class Op>
    requires std::same_as<Op, dbsp::op::delay> || std::same_as<Op, dbsp::op::integrate> ||
             std::same_as<Op, dbsp::op::differentiate>
block lower_operator(relational&, const circuit&, const dbsp::node<Op, circuit>&) {
    throw std::logic_error(std::string("lower: ") + Op::name + " has no meaning in a single statement");
}

} // namespace pgt::lower
