#include "refresh/execute.hpp"

#include "pg/query/spi.hpp"
#include "pg/value/clock.hpp"
#include "refresh/locking.hpp"
#include "refresh/writing.hpp"

#include <algorithm>
#include <vector>

namespace pgt::ext {
namespace {

/// What the planner of the plan for few changes is told: enough to prefer indexes.
constexpr double estimate_for_few = 10;

execution run(const pg::change_statement& statement, std::span<const pg::offered_delta> deltas,
              const pg::snapshot& under, pg::stopwatch& clock) {
    execution done;
    done.plan_ms = clock.lap();
    const pg::row_counts counts = statement.run(deltas, under);
    done.inserted = counts.inserted;
    done.updated = counts.updated;
    done.deleted = counts.deleted;
    done.apply_ms = clock.lap();
    return done;
}

std::vector<pg::offered_delta> offered(const pending_changes& pending, bool many) {
    std::vector<pg::offered_delta> deltas;
    for (const changes& read : pending.by_source) {
        if (!read.content.rows) { continue; }
        const auto rows = static_cast<double>(read.content.rows->size());
        deltas.push_back(
            {.rows = &*read.content.rows, .estimate = many ? rows : std::min(rows, estimate_for_few)});
    }
    return deltas;
}

/// What the planner has to know about the table from now on.
void analyse(const stream_table& table, const pg::spi& session) {
    session.run(sql::build("analyze {}", table.name.sql()));
}

} // namespace

execution execute_initial(const stream_table& table, const prepared_table& how, const pg::snapshot& under) {
    const writing permission(table.relation);
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
        const writing permission(table.relation);
        const pg::spi session;
        // Not TRUNCATE: that would block readers.
        deleted = session.run(sql::build("delete from {}", table.name.sql()), {.under = &under}).processed();
    }
    execution done = execute_initial(table, how, under);
    done.deleted = static_cast<std::int64_t>(deleted);
    return done;
}

execution execute_full(const stream_table& table, prepared_table& how, const pg::snapshot& under) {
    const writing permission(table.relation);
    pg::stopwatch clock;
    const pg::change_statement& statement = how.full();
    lock_partitions(table, how, statement, {});
    return run(statement, {}, under, clock);
}

execution execute_delta(const stream_table& table, prepared_table& how, const pg::snapshot& under,
                        const pending_changes& pending) {
    const bool many = pending.count >= many_changes;
    const writing permission(table.relation);
    pg::stopwatch clock;
    const std::vector<pg::offered_delta> deltas = offered(pending, many);
    const pg::change_statement& statement =
        how.delta({.changed = pending.changed, .net = pending.net, .many = many}, deltas);
    lock_partitions(table, how, statement, deltas);
    return run(statement, deltas, under, clock);
}

} // namespace pgt::ext
