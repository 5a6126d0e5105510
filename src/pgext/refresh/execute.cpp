#include "refresh/execute.hpp"

#include "pg/clock.hpp"
#include "refresh/scope.hpp"

#include <algorithm>

namespace pgt::ext {
namespace {

/// What the planner of the plan for few changes is told: enough to prefer indexes.
constexpr double estimate_for_few = 10;

/// Runs a statement that says in its only row what it did.
execution run(const pg::statement& statement, const pg::spi& session, const pg::snapshot& under,
              pg::stopwatch& clock) {
    execution done;
    done.plan_ms = clock.lap();
    const pg::result counts = statement.run(session, {.under = &under});
    done.inserted = counts.get<std::int64_t>(0, 0);
    done.updated = counts.get<std::int64_t>(0, 1);
    done.deleted = counts.get<std::int64_t>(0, 2);
    done.apply_ms = clock.lap();
    return done;
}

void offer_changes(const pg::spi& session, const pending_changes& pending, bool many) {
    for (const changes& read : pending.by_source) {
        const auto rows = static_cast<double>(read.content.rows.size());
        session.offer(read.content.rows, many ? rows : std::min(rows, estimate_for_few));
    }
}

/// What the planner has to know about the table from now on.
void analyse(const stream_table& table, const pg::spi& session) {
    session.run(sql::build("analyze {}", table.name.sql()));
}

} // namespace

execution execute_initial(const stream_table& table, const prepared_table& how, const pg::snapshot& under) {
    const refresh_scope scope(table);
    const pg::spi session;
    pg::stopwatch clock;
    execution done;
    done.inserted = static_cast<std::int64_t>(session.run(how.initial(), {.under = &under}).processed());
    done.apply_ms = clock.lap();
    analyse(table, session);
    return done;
}

execution execute_anew(const stream_table& table, const prepared_table& how, const pg::snapshot& under) {
    std::uint64_t deleted = 0;
    {
        const refresh_scope scope(table);
        const pg::spi session;
        // Not TRUNCATE: that would block readers.
        deleted = session.run(sql::build("delete from {}", table.name.sql()), {.under = &under}).processed();
    }
    execution done = execute_initial(table, how, under);
    done.deleted = static_cast<std::int64_t>(deleted);
    return done;
}

execution execute_full(const stream_table& table, prepared_table& how, const pg::snapshot& under) {
    const refresh_scope scope(table);
    const pg::spi session;
    pg::stopwatch clock;
    return run(how.full(session), session, under, clock);
}

execution execute_delta(const stream_table& table, prepared_table& how, const pg::snapshot& under,
                        const pending_changes& pending) {
    const bool many = pending.count >= many_changes;
    const refresh_scope scope(table);
    const pg::spi session;
    pg::stopwatch clock;
    offer_changes(session, pending, many);
    return run(how.delta(session, pending.changed, many), session, under, clock);
}

} // namespace pgt::ext
