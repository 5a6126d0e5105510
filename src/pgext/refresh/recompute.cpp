#include "refresh/recompute.hpp"

#include "pg/query/whole_statement.hpp"
#include "pg/value/clock.hpp"
#include "refresh/run_statement.hpp"
#include "refresh/write_permission.hpp"

namespace pgt::ext {
namespace {

/// Not TRUNCATE, which would block readers.
std::int64_t delete_all(const prepared_stage& stage, const pg::snapshot& under) {
    const write_permission permission(stage.relation);
    const pg::spi session;
    const pg::statement all = pg::whole_statement(session, sql::build("delete from {}", stage.target));
    const pg::result done = all.run(session, {.under = &under});
    return static_cast<std::int64_t>(done.processed());
}

/// Adds the time to `ms`; without that of collecting statistics.
std::int64_t fill_stage(const prepared_table& prepared, std::size_t stage, const pg::snapshot& under,
                        double& ms) {
    const prepared_stage& of = prepared.stages()[stage];
    const write_permission permission(of.relation);
    const pg::spi session;
    pg::stopwatch clock;
    const pg::statement filling = pg::whole_statement(session, prepared.initial(stage));
    const pg::result done = filling.run(session, {.under = &under});
    ms += clock.lap();
    session.run(sql::build("analyze {}", of.target));
    return static_cast<std::int64_t>(done.processed());
}

constexpr const char* contents_name = "__pgt_contents";

/// The contents of the stream table itself, whose states are filled; kept outside of it.
pg::delta_store computed(const prepared_table& prepared, const pg::snapshot& under,
                         const std::vector<pg::delta_column>& stored) {
    const std::size_t last = prepared.stages().size() - 1;
    pg::delta_store contents(contents_name, stored);
    const pg::change_statement statement(sql::build("select q.*, 1 from ({}) as q", prepared.contents(last)),
                                         {});
    statement.run({}, under, contents);
    return contents;
}

void insert(const prepared_stage& into, const pg::delta_store& contents) {
    const pg::spi session;
    session.offer(contents);
    pg::whole_statement(session, sql::build("insert into {} ({}) select {} from {}", into.target,
                                            into.columns, into.columns, sql::ident{contents_name}))
        .run(session);
}

} // namespace

apply_result fill_contents(const prepared_table& prepared, const pg::snapshot& under) {
    apply_result done;
    for (std::size_t i = 0; i < prepared.stages().size(); ++i) { // the last one is the stream table
        done.inserted = fill_stage(prepared, i, under, done.apply_ms);
    }
    return done;
}

apply_result merge_contents(prepared_table& prepared, const pg::snapshot& under) {
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
    std::int64_t deleted = 0;
    for (const prepared_stage& stage : prepared.stages()) { deleted = delete_all(stage, under); }
    apply_result done = fill_contents(prepared, under);
    done.deleted = deleted;
    return done;
}

apply_result replace_contents(const prepared_table& prepared, const pg::snapshot& under,
                              const new_columns& columns) {
    apply_result done;
    const std::size_t last = prepared.stages().size() - 1;
    for (std::size_t i = 0; i < last; ++i) {
        delete_all(prepared.stages()[i], under);
        fill_stage(prepared, i, under, done.apply_ms);
    }
    pg::stopwatch clock;
    const pg::delta_store contents = computed(prepared, under, columns.stored);
    columns.alter();
    const prepared_stage& table = prepared.stages()[last];
    done.deleted = delete_all(table, under);
    const write_permission permission(table.relation);
    insert(table, contents);
    done.inserted = contents.inserted();
    done.apply_ms += clock.lap();
    const pg::spi session;
    session.run(sql::build("analyze {}", table.target));
    return done;
}

} // namespace pgt::ext
