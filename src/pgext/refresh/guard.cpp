#include "refresh/guard.hpp"

#include "pg/access/lookup.hpp"
#include "pg/capture/running_writes.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>
#include <vector>

namespace pgt::ext {
namespace {

/// The tables that this session is refreshing: each refresh was called for by the one before.
std::vector<pg::oid>& running() {
    static auto& all = *new std::vector<pg::oid>;
    return all;
}

} // namespace

refresh_guard::refresh_guard(const stream_table& table) {
    if (std::ranges::contains(running(), table.relation)) {
        throw user_error(sqlstate::object_in_use,
                         std::format("stream table \"{}\" is already being refreshed by this session",
                                     table.name.for_people()))
            .detail("A trigger on the stream table or a function in its query requests a refresh of it.");
    }
    running().push_back(table.relation);
}

refresh_guard::~refresh_guard() { running().pop_back(); }

bool is_refreshing() noexcept { return !running().empty(); }

void check_not_changing(const stream_table& table, const prepared_table& prepared) {
    const pg::oid changing = pg::uncaptured_write(prepared.captured());
    if (changing == pg::no_oid) { return; }
    throw user_error(sqlstate::object_in_use,
                     std::format("cannot refresh stream table \"{}\" because \"{}\" is being changed by an "
                                 "active query in this session",
                                 table.name.for_people(), pg::printed_name(changing)))
        .detail("The changes of the query have not been captured yet.")
        .hint("Refresh after the statement; a trigger can do so if it is a deferred constraint trigger.");
}

} // namespace pgt::ext
