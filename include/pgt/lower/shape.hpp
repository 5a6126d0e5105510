/// The shape of a query at its top: what decides how a change is applied.
#pragma once

#include <pgt/circuit/functions.hpp>
#include <pgt/lower/resolve.hpp>
#include <pgt/lower/typing.hpp>

#include <optional>
#include <vector>

namespace pgt::lower {

/// `map(columns, filter(having, aggregate(key, calls, in)))`: a query with groups at its top.
struct grouped_query {
    circuit in;
    key group;
    std::vector<aggregate_call> calls;
    std::optional<expression> having; ///< over the key columns and the results of the calls
    std::vector<expression> columns;  ///< the same
};

namespace detail {
inline std::vector<expression> columns_from(std::size_t count) {
    std::vector<expression> result;
    for (std::size_t i = 0; i < count; ++i) { result.push_back(expression::column(i)); }
    return result;
}

/// Peels map and filter off a circuit until the aggregate shows.
inline std::optional<grouped_query> peel(const circuit& c, typing& types) {
    return c.visit(
        [&]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> std::optional<grouped_query> {
            if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
                auto inner = peel(std::get<0>(n.in), types);
                if (inner && !n.op.fn.is_identity()) {
                    inner->columns = pgt::detail::substitute(n.op.fn.columns(), inner->columns);
                }
                return inner;
            } else if constexpr (std::same_as<Op, dbsp::op::filter<predicate>>) {
                auto inner = peel(std::get<0>(n.in), types);
                if (inner) {
                    auto condition = n.op.pred.condition().substitute(inner->columns);
                    inner->having = inner->having ? conjunction(*inner->having, condition) : condition;
                }
                return inner;
            } else if constexpr (is_a<Op, dbsp::op::aggregate>) {
                auto const width = n.op.key.columns().size() + n.op.fn.calls().size();
                return grouped_query{std::get<0>(n.in), n.op.key, n.op.fn.calls(), {}, columns_from(width)};
            } else if constexpr (std::same_as<Op, dbsp::op::distinct>) {
                auto const columns = columns_from(types.of(c).size());
                return grouped_query{std::get<0>(n.in), key(columns, true), {}, {}, columns};
            } else {
                return std::nullopt;
            }
        });
}
} // namespace detail

/// The groups at the top of a query; none where its rows are no groups.  DISTINCT is a group of equal rows.
[[nodiscard]] inline std::optional<grouped_query> groups_of(const circuit& root, typing& types) {
    return detail::peel(root, types);
}

/// The circuit of a grouped query over other rows.
[[nodiscard]] inline circuit circuit_of(const grouped_query& q, circuit in) {
    circuit rows = dbsp::detail::connect_grouped<dbsp::op::aggregate>(dbsp::group_by(std::move(in), q.group),
                                                                      group_function(q.calls));
    if (q.having) { rows = dbsp::filter(rows, predicate(*q.having)); }
    return dbsp::map(rows, mapping(q.columns));
}

} // namespace pgt::lower
