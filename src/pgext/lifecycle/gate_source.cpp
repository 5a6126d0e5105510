#include "lifecycle/gate_source.hpp"

#include "lifecycle/sqlstates.hpp"
#include "pg/access/lock.hpp"
#include "pg/access/lookup.hpp"

#include <algorithm>
#include <array>
#include <format>

namespace pgt::ext {
namespace {

user_error missing(const std::string& written) {
    return user_error(sqlstate::undefined_table, std::format("relation \"{}\" does not exist", written))
        .hint("Pass the name of a table, with its schema unless that is in the search path.");
}

/// A temporary table, which no stream table can read, would leave its row behind when its session ends.
void check_kind(pg::oid source, const pg::relation_name& name) {
    constexpr std::array kinds{'r', 'p', 'f', 'm', 'v'};
    const bool can_be_read =
        std::ranges::any_of(kinds, [source](char kind) { return pg::has_kind(source, kind); });
    if (can_be_read && !pg::is_temporary(name)) { return; }
    throw user_error(sqlstate::wrong_object_type, std::format("\"{}\" is not a source", name.for_people()))
        .detail(
            "Stream tables read tables, foreign tables, views and materialized views that are not temporary.")
        .hint("Pass a relation that a stream table can read.");
}

} // namespace

void check_may_maintain_source(pg::oid source) {
    if (pg::may_maintain(source)) { return; }
    throw user_error(sqlstate::insufficient_privilege,
                     std::format("permission denied for source \"{}\"", pg::printed_name(source)))
        .detail("Gates and watermarks delay the stream tables of all users that read it.")
        .hint("Ask its owner to grant MAINTAIN on it.");
}

pg::oid require_maintained_source(const std::string& written) {
    const auto source = pg::find_relation(written);
    const auto name = source ? pg::name_of_relation(*source) : std::nullopt;
    if (!name) { throw missing(written); }
    check_kind(*source, *name);
    check_may_maintain_source(*source);
    pg::lock_relation(*source, pg::lock_mode::access_share);
    if (!pg::name_of_relation(*source)) { throw missing(written); } // dropped before the lock was granted
    return *source;
}

} // namespace pgt::ext
