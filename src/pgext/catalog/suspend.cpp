#include "catalog/suspend.hpp"

#include "catalog/session.hpp"
#include "catalog/stream_table.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/worker/change_notes.hpp"

namespace pgt::ext {

void suspend_for_failed_upkeep(std::int64_t id, const std::string& message, const std::string& sqlstate) {
    pg::note_definitions();
    {
        const catalog_session session;
        session.sql().run(
            sql::build("update pgtrickle_catalog.pgt_stream_tables set status = $2,"
                       " consecutive_errors = consecutive_errors + 1, last_error_message = $3,"
                       " last_error_sqlstate = $4, last_error_at = clock_timestamp() where pgt_id = $1"),
            {}, id, name_of(table_status::suspended), message, sqlstate);
    }
    pg::count_command();
}

} // namespace pgt::ext
