#include "definition/prepared.hpp"

#include "capture/capture.hpp"
#include "catalog/states.hpp"
#include "catalog/store.hpp"
#include "definition/definition.hpp"
#include "pg/access/lookup.hpp"
#include "pg/ddl/signature.hpp"

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

std::string delta_name(std::size_t index) { return std::format("__pgt_delta_{}", index); }

prepared_source prepared(const bind::source& source, std::size_t index) {
    const pg::relation relation(source.relation.oid, pg::lock_mode::access_share);
    prepared_source result{.relation = source.relation.oid, .columns = {}, .delta = delta_name(index)};
    for (const std::size_t used : source.used) {
        result.columns.push_back(wanted(relation, source.relation.columns.at(used)));
    }
    return result;
}

prepared_source prepared(const stage::stage& state, std::size_t index) {
    const auto found = pg::find_relation(state.table.schema, state.table.name);
    if (!found) {
        throw user_error(sqlstate::undefined_table,
                         std::format("state \"{}\" does not exist", state.table.name));
    }
    const pg::relation relation(*found, pg::lock_mode::access_share);
    prepared_source result{.relation = *found, .columns = {}, .delta = delta_name(index)};
    for (const bind::column_info& column : state.columns) {
        result.columns.push_back(wanted(relation, column));
    }
    return result;
}

/// The relations whose changed definition may change the statements.
std::vector<pg::oid> watched(const stream_table& table, const std::vector<dependency>& dependencies,
                             const std::vector<pg::oid>& states) {
    std::vector<pg::oid> relations{table.relation, table.definition};
    relations.insert(relations.end(), states.begin(), states.end());
    for (const dependency& one : dependencies) {
        relations.push_back(one.source);
        relations.insert(relations.end(), one.partitions.begin(), one.partitions.end());
    }
    return relations;
}

std::vector<pg::oid> read_by(const stream_table& table, const std::vector<dependency>& dependencies,
                             const std::vector<pg::oid>& states) {
    std::vector<pg::oid> relations{table.definition};
    relations.insert(relations.end(), states.begin(), states.end());
    for (const dependency& one : dependencies) { relations.push_back(one.source); }
    std::ranges::sort(relations);
    const auto doubled = std::ranges::unique(relations);
    relations.erase(doubled.begin(), doubled.end());
    return relations;
}

/// So many kinds of changes have a statement of their own, for each table.
constexpr std::size_t most_statements = 16;
/// They may take so much memory.
constexpr std::size_t most_memory_of_table = std::size_t{16} << 20U;
/// What a session keeps for all tables together.
constexpr std::size_t most_memory = std::size_t{64} << 20U;

using prepared_tables = std::unordered_map<pg::oid, std::shared_ptr<prepared_table>>;
prepared_tables& cache() {
    static auto& all = *new prepared_tables;
    return all;
}

/// Frees plans until they fit; those of the table that is in use last.
void keep_within_memory(const prepared_table& in_use) {
    std::size_t total = 0;
    for (const auto& [relation, one] : cache()) { total += one->memory(); }
    for (const auto& [relation, one] : cache()) {
        if (total <= most_memory) { return; }
        if (one.get() == &in_use || one.use_count() > 1) { continue; }
        total -= one->memory();
        one->shrink_to(0);
    }
}

} // namespace

std::vector<prepared_source> prepared_sources(const recipe& how) {
    std::vector<prepared_source> all;
    for (std::size_t i = 0; i < how.sources.size(); ++i) { all.push_back(prepared(how.sources[i], i)); }
    return all;
}

pg::delta_store empty_delta(const prepared_source& source) {
    std::vector<pg::delta_column> columns;
    for (const pg::wanted_column& column : source.columns) { columns.push_back(column.as); }
    return {source.delta, columns};
}

std::vector<prepared_source> prepared_states(const recipe& how) {
    std::vector<prepared_source> all;
    for (std::size_t i = 0; i < how.plan.states(); ++i) {
        all.push_back(prepared(how.plan.stages[i], how.plan.sources + i));
    }
    return all;
}

prepared_table::prepared_table(const stream_table& table)
    : generation_(table.generation),
      relation_(table.relation),
      existing_states_(states_of(table.id)),
      dependencies_(dependencies_of(table.id)),
      reads_(read_by(table, dependencies_, existing_states_)),
      has_partitions_(std::ranges::any_of(dependencies_,
                                          [](const dependency& one) { return one.partitions.size() > 1; })),
      watch_(watched(table, dependencies_,
                     existing_states_)), // before looking at them, so that no change goes unnoticed
      signature_(pg::signature_of(watch_.relations())),
      rights_(pg::analysed_view(table.definition)) {
    recipe how = make_recipe(read_definition(table.definition), table.mode, target_of(table));
    sources_ = prepared_sources(how);
    for (const prepared_source& one : sources_) { captured_.push_back(one.relation); }
    fingerprint_ = std::move(how.fingerprint);
    if (how.plan.states() == existing_states_.size()) { // else it does not fit what is stored
        add_stages(how, table);
    } else {
        fingerprint_ = "states missing";
    }
    plan_ = std::move(how.plan);
    // Changes may have been missed: then it has to be set up anew, whatever it was computed by.
    if (pg::is_unlogged(table.relation) ||
        !std::ranges::all_of(sources_, is_capturing, &prepared_source::relation)) {
        fingerprint_ = "not captured";
    }
}

void prepared_table::add_stages(const recipe& how, const stream_table& table) {
    states_ = prepared_states(how);
    for (std::size_t i = 0; i < states_.size(); ++i) {
        stages_.push_back({states_[i].relation, sql::build("{}", how.plan.stages[i].table.sql())});
    }
    stages_.push_back({table.relation, sql::build("{}", table.name.sql())});
}

bool prepared_table::gains_from_net() const noexcept {
    return std::ranges::any_of(plan_.stages, [](const stage::stage& one) { return one.how.gains_from_net; });
}

bool prepared_table::serves(const stream_table& table) const noexcept {
    return generation_ == table.generation && !watch_.triggered();
}

bool prepared_table::serves_after_all(const stream_table& table) {
    if (generation_ != table.generation) { return false; }
    watch_.rearm();
    return pg::signature_of(watch_.relations()) == signature_;
}

void prepared_table::note_memory() {
    if (last_used_ != nullptr) { last_used_->memory = last_used_->statement.memory(); }
    last_used_ = nullptr;
}

std::size_t prepared_table::memory() const noexcept {
    std::size_t total = 0;
    for (const auto& [kind, one] : deltas_) { total += one.memory; }
    return total;
}

void prepared_table::shrink_to(std::size_t bytes) {
    note_memory();
    std::size_t total = memory();
    while (!deltas_.empty() && total > bytes) {
        const auto oldest =
            std::ranges::min_element(deltas_, {}, [](const auto& one) { return one.second.used; });
        total -= oldest->second.memory;
        deltas_.erase(oldest);
    }
}

/// For one statement more.
void prepared_table::make_room() {
    shrink_to(most_memory_of_table);
    if (deltas_.size() >= most_statements) {
        deltas_.erase(std::ranges::min_element(deltas_, {}, [](const auto& one) { return one.second.used; }));
    }
    keep_within_memory(*this);
}

void prepared_table::check_rights() const {
    rights_.check();
    pg::check_own_policies(relation_);
}

const pg::change_statement& prepared_table::delta(const kind_of_changes& kind,
                                                  std::span<const pg::offered_delta> offered) {
    auto found = deltas_.find(kind);
    if (found == deltas_.end()) {
        make_room();
        const sql::text text = plan_.stages.at(kind.stage).how.delta(kind.changed, kind.net);
        found = deltas_.emplace(kind, kept_statement{pg::change_statement(text, offered)}).first;
        last_used_ = &found->second;
    }
    found->second.used = ++uses_;
    return found->second.statement;
}

const pg::change_statement& prepared_table::full(std::size_t stage) {
    auto found = full_.find(stage);
    if (found == full_.end()) {
        found =
            full_.try_emplace(stage, plan_.stages.at(stage).how.full(), std::span<const pg::offered_delta>())
                .first;
    }
    return found->second;
}

sql::text prepared_table::initial(std::size_t stage) const {
    return sql::build("insert into {} {}", stages_.at(stage).target, plan_.stages.at(stage).how.initial());
}

std::shared_ptr<prepared_table> prepare(const stream_table& table) {
    std::shared_ptr<prepared_table>& entry = cache()[table.relation];
    if (entry && (entry->serves(table) || entry->serves_after_all(table))) { return entry; }
    entry.reset();
    forget_prepared();
    const auto made = std::make_shared<prepared_table>(table);
    keep_within_memory(*made);
    return cache()[table.relation] = made; // making it may have run a refresh of something else
}

void forget_prepared() {
    std::erase_if(cache(), [](const auto& kept) {
        return !kept.second || (kept.second->has_news() && !pg::name_of_relation(kept.first));
    });
}

} // namespace pgt::ext
