#include "refresh/spill.hpp"

#include "catalog/alert.hpp"
#include "catalog/event_log.hpp"
#include "catalog/session.hpp"
#include "settings/settings.hpp"

#include <string>

namespace pgt::ext {
namespace {

void write(const stream_table& table, std::int32_t spills) {
    if (spills == table.spills) { return; }
    const catalog_session session;
    session.sql().run(
        sql::build(
            "update pgtrickle_catalog.pgt_stream_tables set consecutive_spills = $2 where pgt_id = $1"),
        {}, table.id, spills);
}

} // namespace

void note_blocks(const stream_table& table, std::int64_t blocks) {
    const int threshold = settings::spill_threshold_blocks();
    if (threshold == 0 || blocks <= threshold) { return write(table, 0); }
    write(table, table.spills + 1);
    log_event("spill_detected", {table.name, table.id}, {{"temp_blocks", blocks}});
    notify_alert("spill_threshold_exceeded", table.name, "temp_blocks", std::to_string(blocks));
}

void forget_spills(const stream_table& table) { write(table, 0); }

bool has_spilled_too_often(const stream_table& table) {
    const int limit = settings::spill_consecutive_limit();
    return settings::spill_threshold_blocks() > 0 && limit > 0 && table.spills >= limit;
}

} // namespace pgt::ext
