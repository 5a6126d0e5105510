#include "refresh/fuse.hpp"

#include "catalog/event_log.hpp"
#include "catalog/fuse.hpp"
#include "pg/boundary/report.hpp"
#include "refresh/decide.hpp"
#include "settings/settings.hpp"

#include <cstdint>
#include <format>
#include <optional>
#include <string>

namespace pgt::ext {
namespace {

/// Nothing: any number of changes is applied.
std::optional<std::int64_t> ceiling_of(const fuse_settings& fuse) {
    if (fuse.mode == "off") { return std::nullopt; }
    if (fuse.ceiling) { return fuse.ceiling; }
    const int by_default = settings::fuse_default_ceiling();
    return by_default > 0 ? std::optional<std::int64_t>(by_default) : std::nullopt;
}

/// Why the pending changes are too many; empty if they are not. How many rows a TRUNCATE has removed is not known.
std::string excess(const stream_table& table, const prepared_table& prepared, const pending_changes& pending,
                   std::int64_t ceiling) {
    if (pending.truncated) { return "a source was truncated"; }
    if (pending.batch.count <= ceiling) { return {}; }
    if (table.fuse.mode == "auto" && !is_dearer_than_full(table, prepared, pending)) { return {}; }
    return std::format("{} changes are pending, and its ceiling is {}", pending.batch.count, ceiling);
}

} // namespace

bool has_fuse(const stream_table& table) { return ceiling_of(table.fuse).has_value(); }

bool is_stopped_by_fuse(const stream_table& table, const prepared_table& prepared,
                        const pending_changes& pending, initiator by) {
    const std::optional<std::int64_t> ceiling = ceiling_of(table.fuse);
    if (!ceiling) { return false; }
    const std::string reason = excess(table, prepared, pending, *ceiling);
    const std::int32_t exceeded = reason.empty() ? 0 : table.fuse.exceeded + 1;
    if (exceeded < table.fuse.sensitivity) {
        if (exceeded != table.fuse.exceeded) { note_fuse_exceeded(table.id, exceeded); }
        return false;
    }
    blow_fuse(table, pending.batch.count, reason, by);
    log_event("fuse_blown", {table.name, table.id}, {{"changes_pending", pending.batch.count}});
    pg::report(pg::severity::warning,
               std::format("the fuse of stream table \"{}\" has blown", table.name.for_people()),
               std::format("Nothing was applied: {}.", reason),
               "Call pgtrickle.reset_fuse() to apply or to skip the changes, or to recompute the table.");
    return true;
}

} // namespace pgt::ext
