#include "refresh/recompute.hpp"

#include "pg/access/room_for_updates.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/query/change_statement.hpp"
#include "pg/query/spi.hpp"
#include "pg/query/user_triggers.hpp"
#include "pg/query/whole_statement.hpp"
#include "pg/value/clock.hpp"
#include "refresh/run_statement.hpp"
#include "refresh/write_permission.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>
#include <pgt/lower/protocol.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

/// Not TRUNCATE, which would block readers.
std::int64_t delete_all(const prepared_stage& stage, const pg::snapshot& under) {
    const write_permission permission(stage.relation);
    return pg::change_statement(sql::build("delete from {}", stage.target), {}).run({}, under).deleted;
}

void analyze(const prepared_stage& stage) {
    const pg::spi session;
    session.run(sql::build("analyze {}", stage.target));
}

std::int64_t inserted_with_room(const prepared_stage& stage, const sql::text& insertion,
                                const pg::snapshot& under) {
    const pg::change_statement statement(insertion, {});
    const pg::room_for_updates room(stage.relation, stage.updates_in_place);
    return statement.run({}, under).inserted;
}

std::int64_t fill_with(const prepared_stage& stage, const sql::text& insertion, const pg::snapshot& under,
                       double& ms) {
    const write_permission permission(stage.relation);
    pg::stopwatch clock;
    const std::int64_t rows = inserted_with_room(stage, insertion, under);
    ms += clock.lap();
    analyze(stage);
    return rows;
}

/// Adds the time to `ms`; without that of collecting statistics.
std::int64_t fill_stage(const prepared_table& prepared, std::size_t stage, const pg::snapshot& under,
                        double& ms) {
    return fill_with(prepared.stages()[stage], prepared.initial(stage), under, ms);
}

constexpr const char* contents_name = "__pgt_contents";

/// The rows of a query for the contents of a stream table, kept outside of it.
pg::delta_store computed(const sql::text& query, const pg::snapshot& under,
                         const std::vector<pg::delta_column>& stored) {
    pg::delta_store contents(contents_name, stored);
    const pg::change_statement statement(sql::build("select q.*, 1 from ({}) as q", query), {});
    statement.run({}, under, contents);
    return contents;
}

void insert(const prepared_stage& into, const pg::delta_store& contents, const pg::snapshot& under) {
    const pg::room_for_updates room(into.relation, into.updates_in_place);
    const std::array deltas{
        pg::offered_delta{.rows = &contents, .estimate = static_cast<double>(contents.size())}};
    (void)pg::change_statement(sql::build("insert into {} ({}) select {} from {}", into.target, into.columns,
                                          into.columns, sql::ident{contents_name}),
                               deltas)
        .run(deltas, under);
}

} // namespace

apply_result fill_contents(const prepared_table& prepared, const pg::snapshot& under) {
    const pg::without_user_triggers silent(!settings::full_refreshes_fire_triggers());
    apply_result done;
    for (std::size_t i = 0; i < prepared.stages().size(); ++i) { // the last one is the stream table
        done.inserted = fill_stage(prepared, i, under, done.apply_ms);
    }
    return done;
}

apply_result merge_contents(prepared_table& prepared, const pg::snapshot& under) {
    const pg::without_user_triggers silent(!settings::full_refreshes_fire_triggers());
    apply_result done;
    for (std::size_t i = 0; i < prepared.stages().size(); ++i) {
        const write_permission permission(prepared.stages()[i].relation);
        pg::stopwatch clock;
        const pg::change_statement& statement = prepared.full(i);
        const apply_result of_stage = run_statement(prepared, statement, {}, under, clock);
        done = {.inserted = of_stage.inserted,
                .updated = of_stage.updated,
                .deleted = of_stage.deleted,
                .plan_ms = done.plan_ms + of_stage.plan_ms,
                .apply_ms = done.apply_ms + of_stage.apply_ms};
    }
    return done;
}

void delete_contents(const prepared_table& prepared, const pg::snapshot& under) {
    for (const prepared_stage& stage : prepared.stages()) { (void)delete_all(stage, under); }
}

apply_result replace_contents(const prepared_table& prepared, const pg::snapshot& under) {
    const pg::without_user_triggers silent(!settings::full_refreshes_fire_triggers());
    std::int64_t deleted = 0;
    for (const prepared_stage& stage : prepared.stages()) { deleted = delete_all(stage, under); }
    apply_result done = fill_contents(prepared, under);
    done.deleted = deleted;
    return done;
}

namespace {

/// Whether no two stored rows, of whatever query, share the row id and the columns by which rows are found. Then the merge finds no more than one row for each
/// of the query's.
bool are_told_apart(const prepared_stage& table, std::vector<std::string> identity,
                    const pg::snapshot& under) {
    const pg::spi session;
    identity.emplace_back(lower::row_id_column);
    const sql::text by = sql::join(identity, ", ", [](const std::string& name) { return sql::ident{name}; });
    const pg::statement repeated = pg::whole_statement(
        session, sql::build("select from {} group by {} having count(*) > 1 limit 1", table.target, by),
        pg::types<>());
    return repeated.run(session, {.under = &under, .read_only = true}).size() == 0;
}

/// What statements that replace rows one by one may find, and such that delete all of them first do not.
bool is_about_old_rows(const std::string& sqlstate) {
    constexpr std::array<std::string_view, 5> states{
        sqlstate::data_corrupted, "21000" /*a row is met twice*/, "23505" /*unique*/, "23P01" /*exclusion*/,
        "42883" /*a column by which rows are found has no equality*/};
    return std::ranges::contains(states, sqlstate);
}

/// Nothing where the rows stand in each other's way, or their ids do not follow from what the merge compares.
std::optional<apply_result> merged(prepared_table& prepared, std::size_t stage, const pg::snapshot& under) {
    const prepared_stage& table = prepared.stages()[stage];
    auto identity = prepared.identity(stage);
    if (!identity) { return std::nullopt; }
    try {
        pg::subtransaction attempt;
        if (!are_told_apart(table, std::move(*identity), under.with_own_changes())) { return std::nullopt; }
        const write_permission permission(table.relation);
        pg::stopwatch clock;
        const apply_result done = run_statement(prepared, prepared.full(stage), {}, under, clock);
        attempt.commit();
        return done;
    } catch (const pg::error& failed) {
        if (!is_about_old_rows(failed.sqlstate())) { throw; }
        return std::nullopt;
    }
}

apply_result replaced(const prepared_table& prepared, std::size_t stage, const pg::snapshot& under) {
    apply_result done;
    done.deleted = delete_all(prepared.stages()[stage], under);
    done.inserted = fill_stage(prepared, stage, under, done.apply_ms);
    return done;
}

} // namespace

apply_result rewrite_contents(prepared_table& prepared, const pg::snapshot& under) {
    const pg::without_user_triggers silent(!settings::full_refreshes_fire_triggers());
    const std::size_t last = prepared.stages().size() - 1;
    double of_states = 0;
    for (std::size_t i = 0; i < last; ++i) { (void)fill_stage(prepared, i, under, of_states); }
    auto done = merged(prepared, last, under);
    if (!done) { done = replaced(prepared, last, under); }
    done->apply_ms += of_states;
    return *done;
}

apply_result replace_contents(const prepared_table& prepared, const pg::snapshot& under,
                              const new_columns& columns) {
    const pg::without_user_triggers silent(!settings::full_refreshes_fire_triggers());
    apply_result done;
    const std::size_t last = prepared.stages().size() - 1;
    for (std::size_t i = 0; i < last; ++i) {
        delete_all(prepared.stages()[i], under);
        fill_stage(prepared, i, under, done.apply_ms);
    }
    const apply_result replaced =
        replace_rows(prepared.stages()[last], prepared.contents(last), under, columns);
    done.inserted = replaced.inserted;
    done.deleted = replaced.deleted;
    done.apply_ms += replaced.apply_ms;
    return done;
}

void fill_state(const prepared_stage& state, const sql::text& contents, const pg::snapshot& under) {
    double ms = 0;
    (void)fill_with(state, sql::build("insert into {} ({}) {}", state.target, state.columns, contents), under,
                    ms);
}

apply_result keep_rows(const prepared_stage& table, const sql::text& condition, const pg::snapshot& under) {
    const pg::without_user_triggers silent(!settings::full_refreshes_fire_triggers());
    const write_permission permission(table.relation);
    pg::stopwatch clock;
    apply_result done;
    done.deleted = pg::change_statement(
                       sql::build("delete from {} as o where ({}) is not true", table.target, condition), {})
                       .run({}, under)
                       .deleted;
    done.apply_ms = clock.lap();
    return done;
}

apply_result replace_rows(const prepared_stage& table, const sql::text& contents, const pg::snapshot& under,
                          const new_columns& columns) {
    const pg::without_user_triggers silent(!settings::full_refreshes_fire_triggers());
    pg::stopwatch clock;
    const pg::delta_store rows = computed(contents, under, columns.stored);
    columns.alter();
    apply_result done;
    done.deleted = delete_all(table, under);
    const write_permission permission(table.relation);
    insert(table, rows, under);
    done.inserted = rows.inserted();
    done.apply_ms = clock.lap();
    analyze(table);
    return done;
}

} // namespace pgt::ext
