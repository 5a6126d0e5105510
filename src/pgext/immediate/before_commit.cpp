#include "immediate/before_commit.hpp"

#include "immediate/apply_changes.hpp"
#include "pg/capture/deferred_triggers.hpp"
#include "pg/capture/statement_changes.hpp"

#include <pgt/error.hpp>

namespace pgt::ext {

void apply_before_commit(bool is_prepared) {
    bool has_more = true;
    while (has_more) {
        pg::close_until_commit();
        if (pg::is_any_open()) {
            throw user_error(sqlstate::object_not_in_prerequisite_state,
                             "a statement has changed a source of a stream table in mode IMMEDIATE or ON "
                             "COMMIT without firing its AFTER triggers")
                .hint("Call pgtrickle.rebuild_cdc_triggers().");
        }
        apply_as_at_commit();
        pg::fire_deferred_triggers(); // of users, on the stream tables
        has_more = pg::close_cursors(is_prepared) || !pg::changed_sources().empty() || pg::is_any_open();
    }
}

} // namespace pgt::ext
