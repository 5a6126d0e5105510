#include "lifecycle/fuse.hpp"

#include "capture/capture.hpp"
#include "catalog/fuse.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "definition/prepared.hpp"
#include "definition/scope.hpp"
#include "lifecycle/refresh_stream_table.hpp"
#include "lifecycle/words.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/access/standby.hpp"
#include "pg/value/function.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <format>
#include <string_view>
#include <utility>

namespace pgt::ext {
namespace {

enum class reset_action : std::uint8_t { apply, reinitialize, skip };
constexpr std::array<std::string_view, 3> actions{"apply", "reinitialize", "skip_changes"};

void check_can_blow(const stream_table& table) {
    if (table.fuse.mode == "off") { return; }
    if (table.cycle) {
        throw user_error(sqlstate::feature_not_supported,
                         std::format("stream table \"{}\" cannot have a fuse", table.name.for_people()))
            .detail("It is in a cycle, which is refreshed as a whole.")
            .hint("Put the fuse on a stream table outside of the cycle, or leave \"fuse\" out.");
    }
    if (table.mode != refresh_mode::differential) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("stream table \"{}\" cannot have a fuse", table.name.for_people()))
            .detail(
                std::format("Its mode is {}: its refreshes apply no pending changes.", name_of(table.mode)))
            .hint("Alter it to mode DIFFERENTIAL, or leave \"fuse\" out.");
    }
    if (table.fuse.ceiling || settings::fuse_default_ceiling() > 0) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("the fuse of stream table \"{}\" has no ceiling", table.name.for_people()))
        .detail("It blows when more changes are pending than its ceiling.")
        .hint("Pass \"fuse_ceiling\", or set pg_trickle.fuse_default_ceiling.");
}

void require_blown(const stream_table& table) {
    if (table.fuse.is_blown) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("the fuse of stream table \"{}\" is not blown", table.name.for_people()))
        .hint("See pgtrickle.fuse_status().");
}

stream_table mended(stream_table table) {
    table.fuse.is_blown = false;
    table.fuse.exceeded = 0;
    write_fuse(table);
    pg::count_command();
    return table;
}

/// With the fuse taken out.
void apply_all(stream_table table) {
    const std::string mode = std::exchange(table.fuse.mode, "off");
    table = mended(std::move(table));
    refresh_locked_table(table, initiator::manual);
    pg::count_command();
    table.fuse.mode = mode;
    write_fuse(table);
}

void recompute(const stream_table& table) {
    mark_for_reinit(table.id, "its fuse was reset by reinitialize");
    pg::count_command();
    refresh_locked_table(find_stream_table(table.relation).value(), initiator::manual);
}

/// What other stream tables still have to read of the buffers stays there.
void skip(const stream_table& table) {
    const owner_scope scope(table);
    const auto prepared = prepare(table);
    skip_changes(table, frontier_of(pg::snapshot::latest()));
    std::ranges::for_each(prepared->captured(), recomputed);
}

} // namespace

void alter_fuse(stream_table& table, const fuse_alteration& wanted) {
    table.fuse.mode = wanted.mode.value_or(table.fuse.mode);
    if (wanted.ceiling) { table.fuse.ceiling = wanted.ceiling; }
    table.fuse.sensitivity = wanted.sensitivity.value_or(table.fuse.sensitivity);
    if (table.fuse.mode == "off") { table.fuse.is_blown = false; }
    check_can_blow(table);
    write_fuse(table);
}

void reset_fuse(const std::string& written, const std::string& action) {
    pg::refuse_on_standby("reset fuses");
    pg::refuse_if_restricted("reset_fuse()");
    const auto wanted = static_cast<reset_action>(place_among(actions, action, "action"));
    const stream_table table = lock_own_stream_table(written);
    require_blown(table);
    switch (wanted) {
    case reset_action::apply: return apply_all(table);
    case reset_action::reinitialize: return recompute(mended(table));
    case reset_action::skip: return skip(mended(table));
    }
}

} // namespace pgt::ext

PGT_SQL_FUNCTION(pgtrickle_reset_fuse, pgt::ext::reset_fuse);
