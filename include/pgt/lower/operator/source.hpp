/// source: a table now, a table before its changes, or its changes; and the leaves of recursion.
///
///     now      SELECT t.a ... FROM schema.table AS t
///     change   SELECT d.a1 ..., d.__pgt_weight FROM __pgt_delta_0 AS d
///     before   now UNION ALL change with its weights negated
#pragma once

#include <pgt/lower/relational.hpp>

namespace pgt::lower {

[[nodiscard]] inline sql::text delta_name(std::size_t index) { return sql::build("__pgt_delta_{}", index); }

namespace detail {
/// The used columns of a source, printed by `print(column)`.
template <class Print> std::vector<output> used_columns(const bind::source& s, Print&& print) {
    std::vector<output> result(s.relation.columns.size());
    for (std::size_t const i : s.used) { result[i] = {print(s.relation.columns[i]), true}; }
    return result;
}

inline block table_now(relational& r, const bind::source& s) {
    auto const t = r.alias();
    block result;
    result.from = {sql::build("{} AS {}", sql::qname{s.relation.schema, s.relation.name}, t)};
    result.columns =
        used_columns(s, [&](const auto& column) { return sql::build("{}.{}", t, sql::ident{column.name}); });
    return result;
}
inline block table_change(relational& r, const bind::source& s, std::size_t index) {
    auto const t = r.alias();
    block result;
    result.from = {sql::build("{} AS {}", delta_name(index), t)};
    result.columns =
        used_columns(s, [&](const auto& column) { return sql::build("{}.a{}", t, column.number); });
    result.weight = sql::build("{}.{}::bigint", t, sql::ident{weight_column});
    return result;
}
inline block table_before(relational& r, const bind::source& s, std::size_t index, const row_type& rows) {
    auto gone = table_change(r, s, index);
    gone.weight = sql::build("(- {})", gone.weight);
    return r.united({table_now(r, s), gone}, rows);
}
/// A list of VALUES, or the unit source: one row without columns.
inline block constants(relational& r, const std::string& name) {
    auto const* const list = find_constants(r.query(), name);
    if (list == nullptr) { return {}; }
    auto const width = list->rows.front().size();
    auto const t = r.alias();
    return reading(
        sql::build("({}) AS {} ({})", values_text(*list), t, sql::join(plain_columns(width), ", ")), t,
        std::vector<bool>(width, true), false);
}
} // namespace detail

template <class Row, class W>
block lower_operator(relational& r, const circuit& c, const dbsp::node<dbsp::op::source<Row, W>>& n) {
    if (auto given = r.given(n.op.table)) { return std::move(*given); }
    leaf_name const name(n.op.table);
    auto const index = source_index(r.query(), name.source);
    if (!index) { return detail::constants(r, n.op.table); }
    const auto& source = r.query().sources[*index];
    switch (name.when) {
    case moment::change: return detail::table_change(r, source, *index);
    case moment::before: return detail::table_before(r, source, *index, r.types().of(c));
    default: return detail::table_now(r, source);
    }
}

} // namespace pgt::lower
