#include "catalog/append_only.hpp"

#include "catalog/alert.hpp"
#include "catalog/session.hpp"
#include "pg/boundary/report.hpp"
#include "pg/worker/change_notes.hpp"

#include <format>

namespace pgt::ext {

bool is_append_only(std::int64_t id) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select is_append_only from pgtrickle_catalog.pgt_stream_tables where pgt_id = $1"),
             {}, id)
        .value<bool>()
        .value_or(false);
}

void write_append_only(std::int64_t id, bool appends) {
    pg::note_definitions();
    const catalog_session session;
    session.sql().run(sql::build("update pgtrickle_catalog.pgt_stream_tables set is_append_only = $2,"
                                 " generation = generation + 1, updated_at = now() where pgt_id = $1"),
                      {}, id, appends);
}

void revert_append_only(const stream_table& table) {
    write_append_only(table.id, false);
    notify_alert("append_only_reverted", table.name);
    pg::report(pg::severity::warning,
               std::format("stream table \"{}\" is no longer append-only", table.name.for_people()),
               "Rows of what it reads were updated, deleted or truncated. From now on its refreshes look for "
               "the rows that are stored.",
               "Call pgtrickle.alter_stream_table() with append_only => true when that is over.");
}

} // namespace pgt::ext
