#include "definition/prepared.hpp"

#include "capture/capture.hpp"
#include "catalog/store.hpp"
#include "definition/definition.hpp"
#include "definition/find_prepared.hpp"
#include "definition/scope.hpp"
#include "pg/access/invalidation.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/version.hpp"
#include "pg/boundary/report.hpp"
#include "pg/query/same_calls.hpp"
#include "pg/query/shared_plans.hpp"
#include "settings/memory_settings.hpp"
#include "settings/settings.hpp"

#include <pgt/lower/protocol.hpp>
#include <pgt/lower/store/stored_rows.hpp>

#include <algorithm>
#include <format>
#include <iterator>
#include <limits>
#include <unordered_map>
#include <utility>

namespace pgt::ext {
namespace {

pg::wanted_column wanted(const pg::relation& relation, const bind::column_info& column) {
    const auto columns = relation.columns();
    const auto found =
        std::ranges::find(columns, static_cast<pg::column_number>(column.number), &pg::column::number);
    return {.number = found->number,
            .as = {.name = lower::protocol::delta_column(found->number).str(),
                   .type = found->type,
                   .modifier = found->modifier,
                   .collation = found->collation}};
}

std::string delta_name(std::size_t index) { return lower::protocol::delta_name(index).str(); }

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

/// How many statements for changes are kept of a table.
constexpr std::size_t most_statements = 16;
/// How much memory their plans may use, in bytes.
constexpr std::size_t most_memory_of_table = std::size_t{16} << 20U;
/// The same for all tables of a session.
std::size_t most_memory() { return static_cast<std::size_t>(settings::plan_cache_mb()) << 20U; }

using prepared_tables = std::unordered_map<pg::oid, std::shared_ptr<prepared_table>>;
prepared_tables& cache() {
    static auto& all = *new prepared_tables;
    return all;
}

/// With the statement that was used last, which was planned since it was made.
std::size_t measured(prepared_table& table) {
    table.shrink_to(std::numeric_limits<std::size_t>::max());
    return table.memory();
}

/// Frees plans of other tables until all fit.
void keep_within_memory(const prepared_table& in_use) {
    std::size_t total = 0;
    for (const auto& [relation, one] : cache()) {
        if (one) { total += measured(*one); }
    }
    for (const auto& [relation, one] : cache()) {
        if (total <= most_memory()) { return; }
        if (!one || one.get() == &in_use || one.use_count() > 1) { continue; }
        total -= one->memory();
        one->shrink_to(0);
    }
}

template <class Column> std::vector<std::string> names_of(const std::vector<Column>& columns) {
    std::vector<std::string> names;
    for (const Column& one : columns) { names.push_back(one.name); }
    return names;
}

/// All columns that a plan stores; `shown` are those of its query.
std::vector<std::string> stored_names(const std::vector<std::string>& shown, const lower::plan& plan) {
    std::vector<std::string> names{lower::row_id_column};
    names.insert(names.end(), shown.begin(), shown.end());
    for (const lower::hidden_column& one : plan.hidden) { names.push_back(one.name); }
    return names;
}
sql::text list_of(const std::vector<std::string>& names) {
    return sql::join(names, ", ", [](const std::string& name) { return sql::ident{name}; });
}
sql::text stored_columns(const std::vector<std::string>& shown, const lower::plan& plan) {
    return list_of(stored_names(shown, plan));
}

std::string printed_source(const bind::source& one) {
    return pg::relation_name{one.relation.schema, one.relation.name}.for_people();
}

void note_analysis(const stream_table& table) {
    pg::report(pg::severity::debug,
               std::format("the query of stream table \"{}\" is analysed", table.name.for_people()));
}

/// What makes the difference between two plans, besides the definitions that are watched: the text is looked up, and never shown.
std::string shared_origin(const stream_table& table, const table_watch& watch) {
    if (table.mode == refresh_mode::full || table.quarantines() || !watch.states().empty() ||
        watch.has_partitions() || !settings::shares_plans()) {
        return {};
    }
    std::string text =
        std::format("{} {} {} {} {} {} {}", pg::module_version(), table.id, table.relation, table.definition,
                    table.generation, name_of(table.mode), settings::states());
    for (const std::string& one : table.settings) { text += std::format(" {}:{}", one.size(), one); }
    return text + watch.content();
}

bool is_shareable(const recipe& how) {
    return how.plan.stages.size() == 1 && how.plan.clocked.empty() && how.plan.table().make_delta != nullptr;
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

std::vector<prepared_source> prepared_clocked(const recipe& how) {
    std::vector<prepared_source> bases = prepared_sources(how);
    std::ranges::move(prepared_states(how), std::back_inserter(bases));
    std::vector<prepared_source> all;
    for (const stage::clocked_input& one : how.plan.clocked) {
        all.push_back(bases.at(one.base));
        all.back().delta = delta_name(bases.size() + all.size() - 1);
    }
    return all;
}

prepared_table::prepared_table(const stream_table& table)
    : relation_(table.relation),
      definition_(table.mode == refresh_mode::full ? pg::no_oid : table.definition),
      calls_as_of_(pg::changes_of_calls()),
      target_(sql::build("{}", table.name.sql())),
      watch_(table),
      origin_(shared_origin(table, watch_)) {
    if (use_shared(table)) { return; }
    note_analysis(table);
    rights_.emplace(pg::analysed_view(table.definition));
    const definition kept = read_definition(table.definition);
    recipe how = make_recipe(kept, table.mode, target_of(table));
    const std::vector<std::string> columns = names_of(kept.columns);
    if (is_shareable(how) && !pg::calls_functions_of_users(table.definition)) {
        to_share_ = text_to_share(how, columns);
    } else {
        origin_.clear();
    }
    use(std::move(how), columns);
}

prepared_table::prepared_table(const stream_table& table, recipe how, const pg::analysed_query& query)
    : relation_(table.relation),
      definition_(table.mode == refresh_mode::full ? pg::no_oid : table.definition),
      target_(sql::build("{}", table.name.sql())),
      watch_(table) {
    rights_.emplace(query);
    use(std::move(how), names_of(query.columns));
}

bool prepared_table::use_shared(const stream_table& table) {
    if (origin_.empty()) { return false; }
    const auto found = pg::find_shared_plan(pg::name_of_plan(origin_));
    if (!found) { return false; }
    form_ = form_of_text(*found);
    lowered_from_ = table;
    rights_.emplace(form_->rights);
    for (const shared_form::source& one : form_->sources) {
        sources_.push_back({.relation = one.relation, .columns = one.columns, .delta = one.delta});
        source_names_.push_back(one.name);
        captured_.push_back(one.relation);
    }
    fingerprint_ = form_->fingerprint;
    appends_ = form_->appends;
    stages_.push_back({.relation = relation_,
                       .target = target_,
                       .columns = list_of(form_->columns),
                       .updates_in_place = form_->updates_in_place});
    if (form_->adds) { adding_.emplace(); }
    note_capture(table.mode);
    return true;
}

std::string prepared_table::text_to_share(const recipe& how, const std::vector<std::string>& columns) const {
    const lower::plan& table = how.plan.table();
    shared_form form{.sources = {},
                     .columns = stored_names(columns, table),
                     .fingerprint = how.fingerprint,
                     .reads = how.plan.stages.back().reads,
                     .appends = how.appends,
                     .adds = table.adds,
                     .gains_from_net = table.gains_from_net,
                     .updates_in_place = table.updates_in_place,
                     .rights = rights_->printed()};
    const std::vector<prepared_source> sources = prepared_sources(how);
    for (std::size_t i = 0; i < sources.size(); ++i) {
        form.sources.push_back({.relation = sources[i].relation,
                                .name = printed_source(how.sources[i]),
                                .columns = sources[i].columns,
                                .delta = sources[i].delta});
    }
    return text_of_form(form);
}

std::optional<pg::plan_name> prepared_table::name_for(const std::string& statement) const {
    return origin_.empty() ? std::nullopt : std::optional(pg::name_of_plan(origin_ + statement));
}

std::optional<pg::plan_name> prepared_table::name_to_share(const std::string& statement) {
    if (watch_.has_news()) { return std::nullopt; }
    if (to_share_) { pg::share_plan(pg::name_of_plan(origin_), *to_share_); }
    to_share_.reset();
    return name_for(statement);
}

/// What the query was analysed by may have changed and changed back: then it is not shared.
bool prepared_table::serves_after_all(const stream_table& table) {
    if (to_share_) { origin_.clear(); }
    to_share_.reset();
    return watch_.is_still_current(table);
}

const stage::maintenance_plan& prepared_table::plan() const {
    if (plan_) { return *plan_; }
    const stream_table& table = lowered_from_.value();
    const owner_scope scope(table);
    note_analysis(table);
    recipe how = make_recipe(read_definition(table.definition), table.mode, target_of(table));
    if (how.fingerprint != form_->fingerprint || !is_shareable(how)) {
        throw user_error(
            sqlstate::serialization_failure,
            std::format("the sources of stream table \"{}\" are being changed", table.name.for_people()))
            .hint("Try again.");
    }
    catalog_ = std::move(how.catalog);
    return plan_.emplace(std::move(how.plan));
}

void prepared_table::use(recipe how, const std::vector<std::string>& columns) {
    sources_ = prepared_sources(how);
    for (const prepared_source& one : sources_) { captured_.push_back(one.relation); }
    for (const bind::source& one : how.sources) { source_names_.push_back(printed_source(one)); }
    catalog_ = std::move(how.catalog);
    fingerprint_ = std::move(how.fingerprint);
    appends_ = how.appends;
    if (how.plan.states() == watch_.states().size()) { // else the plan does not fit what is stored
        add_stages(how, columns);
    } else {
        fingerprint_ = "states missing";
    }
    plan_ = std::move(how.plan);
    if (std::ranges::any_of(plan_->stages, [](const stage::stage& one) { return one.how.adds; })) {
        adding_.emplace();
    }
    note_capture(how.mode);
}

/// Changes may have been missed: then the table has to be re-initialised, whatever it was computed by.
void prepared_table::note_capture(refresh_mode mode) {
    const auto is_captured = is_in_transaction(mode) ? is_handed_on : is_capturing;
    is_captured_ = std::ranges::all_of(sources_, is_captured, &prepared_source::relation);
    if (!is_captured_ || pg::is_unlogged(relation_)) { fingerprint_ = "not captured"; }
}

lower::source_set prepared_table::changed_for(std::size_t stage, const lower::source_set& changed) const {
    if (!form_) { return plan().changed_for(stage, changed); }
    lower::source_set result = form_->reads;
    for (std::size_t i = 0; i < result.size(); ++i) { result[i] = result[i] && changed.at(i); }
    return result;
}

void prepared_table::add_stages(const recipe& how, const std::vector<std::string>& columns) {
    states_ = prepared_states(how);
    for (std::size_t i = 0; i < states_.size(); ++i) {
        const stage::stage& of = how.plan.stages[i];
        stages_.push_back({.relation = states_[i].relation,
                           .target = sql::build("{}", of.table.sql()),
                           .columns = stored_columns(names_of(of.columns), of.how),
                           .updates_in_place = of.how.updates_in_place});
    }
    const lower::plan& table = how.plan.table();
    stages_.push_back({.relation = relation_,
                       .target = target_,
                       .columns = stored_columns(columns, table),
                       .updates_in_place = table.updates_in_place});
    clocked_ = prepared_clocked(how);
}

std::string prepared_table::source_names(const lower::source_set& changed) const {
    std::string names;
    for (std::size_t i = 0; i < source_names_.size(); ++i) {
        if (changed[i]) { names += (names.empty() ? "" : ", ") + source_names_[i]; }
    }
    return names;
}

bool prepared_table::gains_from_net() const noexcept {
    if (form_) { return form_->gains_from_net; }
    return std::ranges::any_of(plan_->stages, [](const stage::stage& one) { return one.how.gains_from_net; });
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

/// For one more statement.
void prepared_table::make_room() {
    shrink_to(most_memory_of_table);
    if (deltas_.size() >= most_statements) {
        deltas_.erase(std::ranges::min_element(deltas_, {}, [](const auto& one) { return one.second.used; }));
    }
    keep_within_memory(*this);
}

void prepared_table::check_rights() const {
    rights_->check();
    const std::uint64_t now = pg::changes_of_calls();
    if (calls_as_of_ != now && definition_ != pg::no_oid) { pg::check_calls(definition_); }
    calls_as_of_ = now;
}

const pg::change_statement& prepared_table::delta(const kind_of_changes& kind,
                                                  std::span<const pg::offered_delta> offered) {
    auto found = deltas_.find(kind);
    if (found == deltas_.end()) {
        make_room();
        found = deltas_.emplace(kind, kept_statement{made_delta(kind, offered)}).first;
        last_used_ = &found->second;
    }
    found->second.used = ++uses_;
    return found->second.statement;
}

namespace {

std::string printed_set(const lower::source_set& set) {
    std::string text(" ");
    for (const bool one : set) { text += one ? '1' : '0'; }
    return text;
}

std::string printed_kind(const kind_of_changes& kind) {
    return std::format(" changes {} {} {} {}", kind.stage, kind.net, kind.many, kind.adding) +
           printed_set(kind.changed) + printed_set(kind.uncopied);
}

} // namespace

pg::change_statement prepared_table::made_delta(const kind_of_changes& kind,
                                                std::span<const pg::offered_delta> offered) {
    const std::string statement = printed_kind(kind);
    if (const auto name = name_for(statement)) {
        if (auto shared = pg::change_statement::shared(*name)) { return std::move(*shared); }
    }
    const sql::text text = text_of(kind);
    return {text, offered, name_to_share(statement)};
}

sql::text prepared_table::text_of(const kind_of_changes& kind) const {
    if (kind.stage < plan().stages.size()) {
        const lower::plan& how = plan().stages[kind.stage].how;
        return kind.adding ? how.adding(kind.changed) : how.delta(kind.changed, kind.net);
    }
    const stage::clocked_input& input = plan().clocked.at(kind.stage - plan().stages.size());
    return input.changes(kind.changed.at(input.base));
}

const pg::change_statement& prepared_table::due(std::size_t clocked) {
    auto found = due_.find(clocked);
    if (found == due_.end()) {
        found =
            due_.try_emplace(clocked, plan().clocked.at(clocked).due(), std::span<const pg::offered_delta>())
                .first;
    }
    return found->second;
}

const pg::change_statement* prepared_table::touched(const lower::source_set& changed,
                                                    std::span<const pg::offered_delta> offered) {
    auto found = touched_.find(changed);
    if (found == touched_.end()) {
        found = touched_.try_emplace(changed).first;
        if (auto made = made_touched(changed, offered)) { found->second.emplace(std::move(*made)); }
    }
    return found->second ? &*found->second : nullptr;
}

std::optional<pg::change_statement> prepared_table::made_touched(const lower::source_set& changed,
                                                                 std::span<const pg::offered_delta> offered) {
    const std::string statement = " touched" + printed_set(changed);
    if (const auto name = name_for(statement)) {
        if (auto shared = pg::change_statement::shared(*name)) { return shared; }
    }
    const auto text = plan().locks_rows() ? plan().table().touched(changed) : std::nullopt;
    if (!text) { return std::nullopt; }
    return pg::change_statement(*text, offered, name_to_share(statement));
}

const pg::change_statement& prepared_table::full(std::size_t stage) {
    auto found = full_.find(stage);
    if (found == full_.end()) {
        found =
            full_.try_emplace(stage, plan().stages.at(stage).how.full(), std::span<const pg::offered_delta>())
                .first;
    }
    return found->second;
}

sql::text prepared_table::initial(std::size_t stage) const {
    const prepared_stage& of = stages_.at(stage);
    return sql::build("insert into {} ({}) {}", of.target, of.columns, contents(stage));
}

std::optional<std::vector<std::string>> prepared_table::identity(std::size_t stage) const {
    const lower::plan& how = plan().stages.at(stage).how;
    if (!how.is_keyed) { return std::nullopt; }
    const lower::stored_rows stored = how.stored();
    std::vector<std::string> names;
    for (const std::size_t one : stored.key) { names.push_back(stored.columns.at(one)); }
    return names;
}

sql::text prepared_table::contents(std::size_t stage) const { return plan().stages.at(stage).how.initial(); }

namespace {

/// Looks the entry up again: analysing runs functions of users, which may refresh other tables.
std::shared_ptr<prepared_table> kept(pg::oid relation, std::shared_ptr<prepared_table> made) {
    keep_within_memory(*made);
    return cache()[relation] = std::move(made);
}

} // namespace

std::shared_ptr<prepared_table> find_prepared(const stream_table& table) {
    const auto found = cache().find(table.relation);
    const bool serves = found != cache().end() && found->second && found->second->serves(table);
    return serves ? found->second : nullptr;
}

std::shared_ptr<prepared_table> prepare(const stream_table& table) {
    std::shared_ptr<prepared_table>& entry = cache()[table.relation];
    if (entry && (entry->serves(table) || entry->serves_after_all(table))) { return entry; }
    entry.reset();
    forget_prepared();
    return kept(table.relation, std::make_shared<prepared_table>(table));
}

void keep_prepared(const stream_table& table, recipe how, const pg::analysed_query& query) {
    (void)kept(table.relation, std::make_shared<prepared_table>(table, std::move(how), query));
}

void forget_prepared() {
    std::erase_if(cache(), [](const auto& kept) {
        return !kept.second || (kept.second->has_news() && !pg::name_of_relation(kept.first));
    });
}

} // namespace pgt::ext
