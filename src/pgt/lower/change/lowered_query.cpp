#include <pgt/lower/change/lowered_query.hpp>

#include <pgt/lower/change/decided_order.hpp>
#include <pgt/lower/change/join_keys.hpp>
#include <pgt/lower/change/less_change.hpp>
#include <pgt/lower/change/moved_thresholds.hpp>
#include <pgt/lower/change/narrow.hpp>
#include <pgt/lower/change/partnered_groups.hpp>
#include <pgt/lower/change/push_restrictions.hpp>
#include <pgt/lower/change/resolve.hpp>

#include <dbsp/pass/incrementalize.hpp>
#include <dbsp/pass/simplify.hpp>

#include <cstddef>
#include <dbsp/operator/map.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace pgt::lower {

namespace {
expression cast_to(expression e, const std::string& type) {
    return expression::call(operation::server,
                            {sql::build("CAST("), sql::build(" AS {})", sql::from_server(type))},
                            {std::move(e)});
}
} // namespace

lowered_query::lowered_query(bind::query q, const bind::catalog& catalog)
    : query(std::move(q)), types(query, catalog) {
    query.root = join_keys(types)(query.root);
    query.root = decided_order(query, types)(query.root);
}

circuit lowered_query::pushed(const circuit& c) {
    return dbsp::simplify(restriction_pusher(types)(c), dbsp::rewrite::push_restrict_rules);
}

circuit lowered_query::changes(const circuit& c, const source_set& changed) {
    dbsp::origins<circuit> made;
    auto const incremental = dbsp::incrementalize(c, made);
    resolver resolve(query, made, changed);
    auto const& change = resolve.changes(incremental);
    if (!change) { throw std::logic_error("changes: no source of the query changed"); }
    auto const shorter = less_change(types)(partnered_groups(types)(*change));
    auto const few = pushed(narrower()(pushed(shorter)));
    return of_types(moved_thresholds(query, types)(few), types.of(c));
}

/// A circuit with columns of the given types: what changes may be one term of a sum, whose type isn't that of the sum.
circuit lowered_query::of_types(const circuit& c, const row_type& wanted) {
    auto const& rows = types.of(c);
    std::vector<expression> columns;
    bool differs = false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        auto const& name = wanted[i].type.name;
        bool const cast = !name.empty() && rows.at(i).type.name != name;
        columns.push_back(cast ? cast_to(expression::column(i), name) : expression::column(i));
        differs = differs || cast;
    }
    return differs ? circuit(dbsp::map(c, mapping(std::move(columns)))) : c;
}

} // namespace pgt::lower
