#include "refresh/recompute.hpp"

#include "pg/query/spi.hpp"
#include "pg/value/clock.hpp"
#include "refresh/run_statement.hpp"
#include "refresh/write_permission.hpp"

namespace pgt::ext {
namespace {

/// Not TRUNCATE, which would block readers.
std::int64_t delete_all(const prepared_table& prepared, const pg::snapshot& under) {
    const pg::spi session;
    const pg::result done = session.run(sql::build("delete from {}", prepared.target()), {.under = &under});
    return static_cast<std::int64_t>(done.processed());
}

} // namespace

apply_result fill_contents(const prepared_table& prepared, const pg::snapshot& under) {
    const write_permission permission(prepared.relation());
    const pg::spi session;
    pg::stopwatch clock;
    apply_result done;
    done.inserted = static_cast<std::int64_t>(session.run(prepared.initial(), {.under = &under}).processed());
    done.apply_ms = clock.lap();
    session.run(sql::build("analyze {}", prepared.target()));
    return done;
}

apply_result merge_contents(prepared_table& prepared, const pg::snapshot& under) {
    const write_permission permission(prepared.relation());
    pg::stopwatch clock;
    const pg::change_statement& statement = prepared.full();
    return run_statement(prepared, statement, {}, under, clock);
}

apply_result replace_contents(const prepared_table& prepared, const pg::snapshot& under) {
    const write_permission permission(prepared.relation());
    const std::int64_t deleted = delete_all(prepared, under);
    apply_result done = fill_contents(prepared, under);
    done.deleted = deleted;
    return done;
}

} // namespace pgt::ext
