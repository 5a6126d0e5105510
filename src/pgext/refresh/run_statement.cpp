#include "refresh/run_statement.hpp"

#include "refresh/source_locks.hpp"

namespace pgt::ext {

apply_result run_statement(const prepared_table& prepared, const pg::change_statement& statement,
                           std::span<const pg::offered_delta> deltas, const pg::snapshot& under,
                           pg::stopwatch& clock) {
    lock_partitions(prepared, statement, deltas);
    apply_result done;
    done.plan_ms = clock.lap();
    const pg::row_counts counts = statement.run(deltas, under);
    done.inserted = counts.inserted;
    done.updated = counts.updated;
    done.deleted = counts.deleted;
    done.apply_ms = clock.lap();
    return done;
}

apply_result run_statement(const prepared_table& prepared, const pg::change_statement& statement,
                           std::span<const pg::offered_delta> deltas, const pg::snapshot& under,
                           pg::stopwatch& clock, pg::delta_store& changed) {
    lock_partitions(prepared, statement, deltas);
    apply_result done;
    done.plan_ms = clock.lap();
    statement.run(deltas, under, changed);
    done.apply_ms = clock.lap();
    return done;
}

} // namespace pgt::ext
