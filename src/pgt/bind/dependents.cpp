/// Subqueries joined with the rows around them.
#include "bind/binder.hpp"
#include "bind/refusal.hpp"
#include "bind/source_facts.hpp"

#include <pgt/unnest/unnest.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace pgt::bind::detail {

namespace {

/// The value of a subquery, where more rows than one are an error.
expression only_value(std::size_t column, std::size_t number_of_rows) {
    auto const found = expression::column(column);
    auto const rows = expression::column(number_of_rows);
    auto const several = expression::infix(operation::greater, rows, " > ",
                                           expression::constant(sql::build("1"), value(std::int64_t{1})));
    auto const raises = expression::call(operation::server,
                                         {sql::build("pgtrickle.require_one_row("), sql::build(")")}, {rows});
    return expression::call(
        operation::case_when,
        {sql::build("(CASE WHEN "), sql::build(" THEN "), sql::build(" ELSE "), sql::build(" END)")},
        {conjunction(several, raises), found, found});
}

/// A subquery joined from within an outer join sees that join alone.
void require_readable(const part& p, const dependent& d) {
    if (is_readable(p, d)) { return; }
    throw not_incremental("a subquery that reads a table outside of its join",
                          "It depends on rows that the join does not have.", d.at);
}

} // namespace

part binder::with_dependent(part p, const dependent& d, std::size_t width) {
    require_readable(p, d);
    auto const layout = positions(p, width);
    unnest::outer_rows around{p.rows, d.leaf, d.leaf_width, {}, d.at};
    for (const auto& e : d.columns) { around.columns.push_back(e.substitute(layout)); }
    source_facts const facts(*this);
    unnest::unnester const unnester(facts, domains_, unit_source, std::move(around));
    auto const first = p.layout.size();
    switch (d.kind) {
    case dependency::exists: p.rows = unnester.semijoined(d.subquery, d.on); break;
    case dependency::not_exists: p.rows = unnester.antijoined(d.subquery, d.on); break;
    case dependency::mark: p.rows = unnester.marked(d.subquery, d.on); break;
    case dependency::rows: p.rows = unnester.joined(d.subquery, d.on); break;
    case dependency::rows_or_nulls: p.rows = unnester.left_joined(d.subquery, d.on); break;
    case dependency::value: {
        auto const made = unnester.with_value(d.subquery);
        p.rows = made.rows;
        p.layout.push_back(d.added.at(0));
        if (made.counted) {
            p.layout.push_back(d.added.at(1));
            p.computed.insert_or_assign(d.added[0], only_value(first, first + 1));
        }
        return p;
    }
    }
    p.layout.insert(p.layout.end(), d.added.begin(), d.added.end());
    return p;
}

part binder::with_dependents(part p, std::span<const dependent> dependents, std::size_t width) {
    for (const auto& one : dependents) { p = with_dependent(std::move(p), one, width); }
    return p;
}

} // namespace pgt::bind::detail
