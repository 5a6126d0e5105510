#include "ddl/sources.hpp"

#include "capture/capture_method.hpp"
#include "catalog/source.hpp"
#include "catalog/store.hpp"
#include "lifecycle/upkeep.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/lookup.hpp"
#include "pg/boundary/report.hpp"
#include "pg/capture/change_buffer.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <format>
#include <string>
#include <vector>

namespace pgt::ext {

namespace {

bool changes_columns(const pg::touched_object& table) {
    constexpr std::array refused{pg::change::adds_column, pg::change::drops_column,
                                 pg::change::renames_column, pg::change::changes_type};
    return std::ranges::any_of(table.changes, [&](const pg::relation_change& one) {
        return std::ranges::contains(refused, one.what);
    });
}

} // namespace

void check_source_ddl(const pg::touched_object& table) {
    if (!settings::block_source_ddl() || upkeep::is_under_way() || !changes_columns(table)) { return; }
    const std::vector<stream_table> readers = readers_of(table.what.id);
    if (readers.empty()) { return; }
    std::string names;
    for (const stream_table& one : readers) {
        names += std::format("{}\"{}\"", names.empty() ? "" : ", ", one.name.for_people());
    }
    throw user_error(sqlstate::object_in_use,
                     std::format("cannot change the columns of \"{}\" because stream tables read it",
                                 pg::printed_name(table.what.id)))
        .detail(std::format("It is read by {}; pg_trickle.block_source_ddl is on.", names))
        .hint("Set pg_trickle.block_source_ddl to off for the command.");
}

void keep_capturing(pg::oid table) {
    if (!enable_triggers(table)) { return; }
    pg::report(pg::severity::notice,
               std::format("triggers of pg_trickle on table \"{}\" stay as they were",
                           pg::name_of_relation(table).value().for_people()),
               "They capture the changes that stream tables apply.");
}

/// Buffers belong to the extension's owner, the altered table to another role.
void follow_types(pg::oid table) {
    const pg::as_user owner(pg::extension_owner(), pg::as_user::mode::unrestricted);
    for (const source& one : sources_with_triggers_on(table)) {
        if (const auto buffer = pg::find_buffer(one.relation)) { pg::drop_misfits(*buffer, one.relation); }
    }
}

} // namespace pgt::ext
