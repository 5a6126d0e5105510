#include <pgt/stage/maintenance_plan.hpp>

#include "stage/stage_query.hpp"

#include <pgt/lower/make_plan.hpp>
#include <pgt/stage/choose_cuts.hpp>
#include <pgt/stage/split.hpp>

#include <algorithm>
#include <utility>

namespace pgt::stage {
namespace {

lower::source_set sources_read(const bind::query& query) {
    lower::source_set result;
    for (const auto& source : query.sources) {
        result.push_back(lower::detail::reads_leaf(query.root, source.name));
    }
    return result;
}

/// Gives the stored pieces, which follow the first sources, their names.
void name_states(std::vector<bind::source>& sources, std::size_t first, const relation_names& names) {
    for (std::size_t i = first; i < sources.size(); ++i) {
        auto name = names.state(i - first + 1);
        sources[i].relation.schema = std::move(name.schema);
        sources[i].relation.name = std::move(name.name);
    }
}

std::string reason_for(const circuit& node, const std::vector<cut>& cuts) {
    auto const found =
        std::ranges::find_if(cuts, [&](const cut& one) { return one.node.identity() == node.identity(); });
    return found->reason;
}

stage state_of(bind::query query, const bind::catalog& types, const bind::relation_info& stored,
               std::string reason) {
    sql::qname table{stored.schema, stored.name};
    auto reads = sources_read(query);
    auto how = lower::make_plan(std::move(query), types, table, lower::returned::changes);
    return {std::move(table), stored.columns, std::move(reason), std::move(reads), std::move(how)};
}

stage table_of(bind::query query, const bind::catalog& types, const sql::qname& table) {
    auto reads = sources_read(query);
    auto how = lower::make_plan(std::move(query), types, table);
    return {table, {}, {}, std::move(reads), std::move(how)};
}

} // namespace

lower::source_set maintenance_plan::changed_for(std::size_t i, const lower::source_set& changed) const {
    auto result = stages.at(i).reads;
    for (std::size_t k = 0; k < result.size(); ++k) { result[k] = result[k] && changed.at(k); }
    return result;
}

maintenance_plan make_plan_of_cuts(bind::query query, const bind::catalog& types, const relation_names& names,
                                   const std::vector<cut>& cuts) {
    maintenance_plan result{query.sources.size(), {}};
    lower::typing of_query(query, types);
    std::vector<circuit> nodes;
    for (const cut& one : cuts) { nodes.push_back(one.node); }
    auto const parts = split(query.root, nodes, query.sources.size());
    auto queries = stage_queries(query, of_query, parts);
    for (auto& one : queries) { name_states(one.sources, query.sources.size(), names); }
    for (std::size_t i = 0; i < parts.stored.size(); ++i) {
        auto const stored = queries[i].sources[query.sources.size() + i].relation;
        result.stages.push_back(
            state_of(std::move(queries[i]), types, stored, reason_for(parts.stored[i].node, cuts)));
    }
    result.stages.push_back(table_of(std::move(queries.back()), types, names.table));
    return result;
}

maintenance_plan make_maintenance_plan(bind::query query, const bind::catalog& types,
                                       const relation_names& names, states use) {
    if (use == states::off) { return make_plan_of_cuts(std::move(query), types, names, {}); }
    lower::typing of_query(query, types);
    query.root = lower::join_keys(of_query)(query.root);
    auto const cuts = choose_cuts(query, types);
    return make_plan_of_cuts(std::move(query), types, names, cuts);
}

maintenance_plan make_full_maintenance_plan(lower::plan how, sql::qname table) {
    maintenance_plan result;
    result.stages.push_back({std::move(table), {}, {}, {}, std::move(how)});
    return result;
}

} // namespace pgt::stage
