#include "refresh/prepared.hpp"

#include "capture/capture.hpp"
#include "catalog/store.hpp"
#include "lifecycle/definition.hpp"

#include <algorithm>
#include <format>
#include <unordered_map>

namespace pgt::ext {
namespace {

pg::wanted_column wanted(const pg::relation& relation, const bind::column_info& column) {
    const auto columns = relation.columns();
    const auto found =
        std::ranges::find(columns, static_cast<pg::column_number>(column.number), &pg::column::number);
    return {.number = found->number,
            .as = {.name = std::format("a{}", found->number),
                   .type = found->type,
                   .modifier = found->modifier,
                   .collation = found->collation}};
}

prepared_source prepared(const bind::source& source, std::size_t index) {
    const pg::relation relation(source.relation.oid, pg::lock_mode::access_share);
    prepared_source result{
        .relation = source.relation.oid, .columns = {}, .delta = std::format("__pgt_delta_{}", index)};
    for (const std::size_t used : source.used) {
        result.columns.push_back(wanted(relation, source.relation.columns.at(used)));
    }
    return result;
}

std::vector<prepared_source> prepared_sources(const recipe& how) {
    std::vector<prepared_source> all;
    for (std::size_t i = 0; i < how.sources.size(); ++i) { all.push_back(prepared(how.sources[i], i)); }
    return all;
}

/// The relations whose changed definition may change the statements.
std::vector<pg::oid> watched(const stream_table& table) {
    std::vector<pg::oid> relations{table.relation, table.definition};
    for (const dependency& one : dependencies_of(table.id)) {
        relations.push_back(one.source);
        relations.insert(relations.end(), one.partitions.begin(), one.partitions.end());
    }
    return relations;
}

} // namespace

prepared_table::prepared_table(const stream_table& table)
    : generation_(table.generation),
      relation_(table.relation),
      target_(sql::build("{}", table.name.sql())),
      watch_(watched(table)), // before looking at them, so that no change goes unnoticed
      rights_(pg::analysed_view(table.definition)) {
    recipe how = make_recipe(read_definition(table.definition), table.mode, table.name);
    sources_ = prepared_sources(how);
    plan_ = std::move(how.plan);
    fingerprint_ = std::move(how.fingerprint);
    // Changes may have been missed: then it has to be set up anew, whatever it was computed by.
    if (pg::is_unlogged(table.relation) ||
        !std::ranges::all_of(sources_, is_capturing, &prepared_source::relation)) {
        fingerprint_ = "not captured";
    }
}

bool prepared_table::serves(const stream_table& table) const noexcept {
    return generation_ == table.generation && !watch_.triggered();
}

void prepared_table::check_rights() const {
    rights_.check();
    pg::check_own_policies(relation_);
}

const pg::change_statement& prepared_table::delta(const kind_of_changes& kind,
                                                  std::span<const pg::offered_delta> offered) {
    auto found = deltas_.find(kind);
    if (found == deltas_.end()) {
        const sql::text text = plan_.delta(kind.changed, kind.net);
        found = deltas_.emplace(kind, pg::change_statement(text, offered)).first;
    }
    return found->second;
}

const pg::change_statement& prepared_table::full() {
    if (!full_) { full_.emplace(plan_.full(), std::span<const pg::offered_delta>()); }
    return *full_;
}

sql::text prepared_table::initial() const {
    return sql::build("insert into {} {}", target_, plan_.initial());
}

prepared_table& prepare(const stream_table& table) {
    static auto& cache = *new std::unordered_map<pg::oid, std::unique_ptr<prepared_table>>;
    auto& entry = cache[table.relation];
    if (!entry || !entry->serves(table)) {
        entry.reset();
        entry = std::make_unique<prepared_table>(table);
    }
    return *entry;
}

} // namespace pgt::ext
