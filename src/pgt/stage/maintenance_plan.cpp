#include <pgt/stage/maintenance_plan.hpp>

#include "stage/clock_conditions.hpp"
#include "stage/clocked_statements.hpp"
#include "stage/distinct_states.hpp"
#include "stage/lookups.hpp"
#include "stage/offset_rows.hpp"
#include "stage/stage_query.hpp"

#include <pgt/lower/change/common_types.hpp>
#include <pgt/lower/change/decided_order.hpp>
#include <pgt/lower/change/flat_sets.hpp>
#include <pgt/lower/change/inner_joins.hpp>
#include <pgt/lower/change/join_keys.hpp>
#include <pgt/lower/change/single_parts.hpp>
#include <pgt/lower/change/typed_nulls.hpp>
#include <pgt/lower/change/unread_thresholds.hpp>
#include <pgt/lower/facts/extremum_index.hpp>
#include <pgt/lower/facts/known_order.hpp>
#include <pgt/lower/make_plan.hpp>
#include <pgt/stage/required_cuts.hpp>
#include <pgt/stage/split.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace pgt::stage {
namespace {

lower::source_set sources_read(const bind::query& query) {
    lower::source_set result;
    for (const auto& source : query.sources) { result.push_back(lower::reads_leaf(query.root, source.name)); }
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

const cut& cut_at(const circuit& node, const std::vector<cut>& cuts) {
    return *std::ranges::find_if(cuts,
                                 [&](const cut& one) { return one.node.identity() == node.identity(); });
}

/// The query without the rows that it leaves out, and these.
std::vector<cut> leave_out(bind::query& query, lower::typing& types, row_errors errors) {
    if (errors == row_errors::stop) { return {}; }
    auto result = quarantined(query, types);
    query.root = std::move(result.root);
    return std::move(result.left_out);
}

/// What has to be stored so that the query, and the rows that it leaves out, are right.
std::vector<cut> all_required_cuts(const bind::query& query, const std::vector<cut>& left_out,
                                   lower::typing& types) {
    auto result = required_cuts(query, types);
    for (const cut& one : left_out) {
        auto part = query;
        part.root = one.node;
        std::ranges::copy(required_cuts(part, types), std::back_inserter(result));
    }
    return result;
}

void add_index(stage& state, const std::vector<std::size_t>& columns) {
    std::vector<std::string> names;
    for (std::size_t const column : columns) {
        if (!lower::has_known_order(state.columns[column].type)) { return; }
        names.push_back(state.columns[column].name);
    }
    if (!std::ranges::contains(state.how.indexes, names)) { state.how.indexes.push_back(std::move(names)); }
}

/// An index that begins with the columns of another one serves in its place.
std::vector<std::vector<std::size_t>> indexes_for(const circuit& root, const std::string& leaf,
                                                  lower::typing& types) {
    auto result = lower::extremum_indexes(root, leaf, types);
    for (auto& columns : lookups(root, leaf, types)) {
        auto const begins = [&](const auto& longer) { return std::ranges::starts_with(longer, columns); };
        if (std::ranges::none_of(result, begins)) { result.push_back(std::move(columns)); }
    }
    return result;
}

/// Lets later stages find the rows of a state, the source at `index`, and those that come or go by the clock.
void add_indexes(stage& state, std::size_t index, const std::vector<bind::query>& later,
                 const bind::catalog& types) {
    for (const auto& source : later.front().sources) {
        bool const is_by_clock = source.by_clock && source.by_clock->base == index;
        if (!is_by_clock && source.name != later.front().sources[index].name) { continue; }
        for (const auto& query : later) {
            lower::typing of_query(query, types);
            for (const auto& columns : indexes_for(query.root, source.name, of_query)) {
                add_index(state, columns);
            }
        }
        if (!is_by_clock) { continue; }
        for (std::size_t const column : columns_by_clock(*source.by_clock)) { add_index(state, {column}); }
    }
}

stage state_of(bind::query query, const bind::catalog& types, const bind::relation_info& stored,
               const cut& of, std::size_t states_from) {
    relation_name table{stored.schema, stored.name};
    auto reads = sources_read(query);
    auto how =
        lower::make_plan(std::move(query), types, table.sql(), lower::returned::changes, {}, states_from);
    return {std::move(table), stored.columns, of.reason, std::move(reads), std::move(how), of.failing};
}

stage table_of(bind::query query, const bind::catalog& types, const relation_names& names,
               std::size_t states_from) {
    auto reads = sources_read(query);
    auto how = lower::make_plan(std::move(query), types, names.table.sql(), lower::returned::counts,
                                names.stored, states_from);
    return {names.table, {}, {}, std::move(reads), std::move(how)};
}

} // namespace

lower::source_set maintenance_plan::changed_for(std::size_t i, const lower::source_set& changed) const {
    auto result = stages.at(i).reads;
    for (std::size_t k = 0; k < result.size(); ++k) { result[k] = result[k] && changed.at(k); }
    return result;
}

bool maintenance_plan::locks_rows() const {
    const lower::source_set& reads = stages.back().reads;
    return stages.size() == 1 && table().touched && std::ranges::count(reads, true) == 1 &&
           table().touched(reads).has_value();
}

std::vector<cut> no_cuts(const bind::query& /*query*/, const bind::catalog& /*types*/) { return {}; }

maintenance_plan make_maintenance_plan(bind::query query, const bind::catalog& types,
                                       const relation_names& names, const cut_choice& choose,
                                       row_errors errors) {
    lower::typing of_query(query, types);
    query.root = lower::typed_nulls(of_query)(query.root);
    query.root = lower::common_types(of_query)(query.root);
    query.root = lower::single_parts()(query.root);
    query.root = lower::join_keys(of_query)(query.root);
    query.root = lower::inner_joins(query, of_query)(query.root);
    query.root = lower::flat_sets(of_query)(query.root);
    query.root = lower::unread_thresholds(of_query)(query.root);
    query.root = lower::decided_order(query, of_query)(query.root);
    auto left_out = leave_out(query, of_query, errors);
    auto by_clock = moved_clock_conditions(query, of_query);
    query.root = std::move(by_clock.root);
    offset_rows offsets(query, of_query);
    query.root = offsets(query.root);
    for (cut& one : by_clock.cuts) { one.node = offsets(one.node); }
    for (cut& one : left_out) { one.node = offsets(one.node); }
    auto chosen = offsets.cuts();
    std::ranges::copy(choose(query, types), std::back_inserter(chosen));
    std::ranges::copy(by_clock.cuts, std::back_inserter(chosen));
    std::ranges::copy(all_required_cuts(query, left_out, of_query), std::back_inserter(chosen));
    std::ranges::copy(left_out, std::back_inserter(chosen));
    auto [root, cuts] = with_distinct_states({query.root, std::move(chosen)}, of_query);
    query.root = std::move(root);
    maintenance_plan result{query.sources.size(), {}, {}};
    std::vector<circuit> nodes;
    std::vector<circuit> besides;
    for (const cut& one : cuts) { (one.failing ? besides : nodes).push_back(one.node); }
    auto const parts = split(query.root, nodes, query.sources.size(), besides);
    auto queries = stage_queries(query, of_query, parts);
    for (auto& one : queries) { name_states(one.sources, query.sources.size(), names); }
    add_clocked_sources(queries);
    result.clocked = clocked_inputs(queries.back(), types);
    for (std::size_t i = 0; i < parts.stored.size(); ++i) {
        auto const index = query.sources.size() + i;
        auto const as_source = queries[i].sources[index];
        auto state = state_of(queries[i], types, as_source.relation, cut_at(parts.stored[i].node, cuts),
                              query.sources.size());
        add_indexes(state, index, {queries.begin() + static_cast<std::ptrdiff_t>(i) + 1, queries.end()},
                    types);
        result.stages.push_back(std::move(state));
    }
    result.stages.push_back(table_of(std::move(queries.back()), types, names, query.sources.size()));
    return result;
}

maintenance_plan make_full_maintenance_plan(lower::plan how, relation_name table) {
    maintenance_plan result;
    result.stages.push_back({std::move(table), {}, {}, {}, std::move(how)});
    return result;
}

} // namespace pgt::stage
