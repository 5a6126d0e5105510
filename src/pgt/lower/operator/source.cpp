#include <pgt/lower/operator/source.hpp>

#include <pgt/expr/clock.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/protocol.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pgt::lower {

namespace {
/// The used columns of a source, printed by `print(column)`.
template <class Print> std::vector<output> used_columns(const bind::source& s, Print&& print) {
    std::vector<output> result(s.relation.columns.size());
    for (std::size_t const i : s.used) { result[i] = {print(s.relation.columns[i]), true}; }
    return result;
}

/// Only the rows for which the condition of the source holds at the moment of the refresh.
block by_clock(block rows, const bind::source& s) {
    if (!s.by_clock) { return rows; }
    auto const now = expression::constant(protocol::moment_of_refresh());
    rows.where.push_back(at_moment(s.by_clock->condition, now).print(rows.texts()));
    return rows;
}

block table_now(relational& r, const bind::source& s) {
    auto const t = r.alias();
    block result;
    result.from = {sql::build("{} AS {}", sql::qname{s.relation.schema, s.relation.name}, t)};
    result.columns =
        used_columns(s, [&](const auto& column) { return sql::build("{}.{}", t, sql::ident{column.name}); });
    return by_clock(std::move(result), s);
}
block table_change(relational& r, const bind::source& s, std::size_t index) {
    auto const t = r.alias();
    block result;
    result.from = {sql::build("{} AS {}", protocol::delta_name(index), t)};
    result.columns = used_columns(
        s, [&](const auto& column) { return sql::build("{}.{}", t, protocol::delta_column(column.number)); });
    result.weight = sql::build("{}.{}::bigint", t, sql::ident{protocol::weight_column});
    return result;
}
block table_before(relational& r, const bind::source& s, std::size_t index, const row_type& rows) {
    auto gone = table_change(r, s, index);
    gone.weight = sql::build("(- {})", gone.weight);
    return r.united({table_now(r, s), gone}, rows);
}
/// A list of VALUES, or the unit source: one row without columns.
block constants(relational& r, const std::string& name) {
    auto const* const list = find_constants(r.query(), name);
    if (list == nullptr) { return {}; }
    auto const width = list->rows.front().size();
    auto const t = r.alias();
    return reading(
        sql::build("({}) AS {} ({})", values_text(*list), t, sql::join(detail::plain_columns(width), ", ")),
        t, std::vector<bool>(width, true), false);
}
} // namespace

row_type lowering_traits<source_operator>::types(typing& t, const use<source_operator>& u) {
    return t.of_leaf(leaf_spelled(u.op.table));
}
std::vector<column_set> lowering_traits<source_operator>::keys(key_finder& f, const use<source_operator>& u) {
    return f.of_leaf(leaf_spelled(u.op.table));
}
std::vector<sql::text> lowering_traits<source_operator>::names(column_names& n,
                                                               const use<source_operator>& u) {
    return n.of_leaf(u.whole(), leaf_spelled(u.op.table));
}
column_origins lowering_traits<source_operator>::origins(origin_finder& f, const use<source_operator>& u) {
    return f.of_leaf(u.whole(), leaf_spelled(u.op.table));
}
std::optional<circuit> lowering_traits<source_operator>::changes(resolver& r, const use<source_operator>& u) {
    return r.changed_leaf(leaf_spelled(u.op.table));
}

block lowering_traits<source_operator>::sql(relational& r, const use<source_operator>& u) {
    auto const read = leaf_spelled(u.op.table);
    if (auto bound = r.bound_leaf(read)) { return std::move(*bound); }
    auto const index = source_index(r.query(), read.name);
    if (!index) { return constants(r, read.name); }
    const auto& source = r.query().sources[*index];
    switch (read.of) {
    case version::change: return table_change(r, source, *index);
    case version::before: return table_before(r, source, *index, r.types().of(u.whole()));
    default: return table_now(r, source);
    }
}

} // namespace pgt::lower
