#include "catalog/append_only.hpp"

#include "catalog/alert.hpp"
#include "catalog/session.hpp"
#include "pg/access/catalog_table.hpp"
#include "pg/boundary/report.hpp"
#include "pg/worker/change_notes.hpp"

#include <cstddef>
#include <format>

namespace pgt::ext {

namespace {

constexpr std::size_t appending_id = 0;
constexpr std::size_t appending_flag = 1;

pg::catalog_layout& appending_layout() {
    static auto& columns =
        *new pg::catalog_layout("pgtrickle_catalog", "pgt_stream_tables", {"pgt_id", "is_append_only"});
    return columns;
}

} // namespace

/// Without SQL, which would be planned in each session.
bool is_append_only(std::int64_t id) {
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table table(appending_layout(), pg::lock_mode::access_share);
    const auto found = table.find(appending_id, static_cast<pg::datum>(id), now);
    return !found.empty() && found.front().get<bool>(appending_flag);
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
