#include "immediate/before_commit.hpp"

#include "immediate/apply_changes.hpp"
#include "pg/access/active_snapshot.hpp"
#include "pg/capture/deferred_triggers.hpp"
#include "pg/capture/statement_changes.hpp"

#include <pgt/error.hpp>

namespace pgt::ext {
namespace {

/// The apply workers of logical replication commit without a statement around it.
void apply_replicated() {
    const pg::active_snapshot current;
    apply_changes(pg::write_kind::commits);
}

} // namespace

void apply_before_commit() {
    do {
        pg::close_until_commit();
        if (pg::is_any_open()) {
            throw user_error(sqlstate::object_not_in_prerequisite_state,
                             "a statement has changed a source of a stream table in mode IMMEDIATE without "
                             "firing its AFTER triggers")
                .hint("Call pgtrickle.rebuild_cdc_triggers().");
        }
        apply_replicated();
        pg::fire_deferred_triggers(); // of users, on the stream tables
    } while (!pg::changed_sources().empty() || pg::is_any_open());
}

} // namespace pgt::ext
