#include "refresh/source_locks.hpp"

#include "catalog/kept_stream_table.hpp"
#include "pg/access/lock.hpp"

#include <algorithm>
#include <format>
#include <optional>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

void lock_in_order(std::span<const pg::oid> sources, pg::oid stream_table) {
    for (const pg::oid source : sources) { pg::lock_relation(source, pg::lock_mode::access_share); }
    pg::lock_relation(stream_table, pg::lock_mode::row_exclusive);
}

std::vector<pg::oid> sorted(std::vector<pg::oid> all) {
    std::ranges::sort(all);
    return all;
}

std::shared_ptr<const stream_table> current_row_of(const stream_table& table) {
    auto found = find_kept_stream_table(table.relation);
    if (found) { return found; }
    throw user_error(sqlstate::undefined_table,
                     std::format("stream table \"{}\" no longer exists", table.name.for_people()));
}

/// Nothing if a definition changed while this waited for a lock.
std::optional<locked_table> try_lock_sources(const stream_table& table) {
    if (table.needs_reinit) { return std::unexpected(needs_reinitialisation{table.reinit_reason}); }
    std::shared_ptr<prepared_table> prepared;
    try {
        prepared = prepare(table);
    } catch (const user_error& impossible) {
        if (table.requested != refresh_mode::automatic) { throw; }
        return std::unexpected(needs_reinitialisation{impossible.what()}); // the mode will be another
    }
    lock_in_order(prepared->reads(), table.relation);
    if (!prepared->serves(table)) { return std::nullopt; }
    if (prepared->fits(table)) { return prepared; }
    return std::unexpected(
        needs_reinitialisation{"keys, columns or the capture of its sources have changed"});
}

} // namespace

user_error rewritten_source(const stream_table& table) {
    return user_error(sqlstate::serialization_failure,
                      std::format("a source of stream table \"{}\" was rewritten or truncated after this "
                                  "transaction's snapshot",
                                  table.name.for_people()))
        .hint("Refresh it in a transaction of its own, or under READ COMMITTED.");
}

user_error newer_stream_table(const stream_table& table) {
    return user_error(sqlstate::serialization_failure,
                      std::format("stream table \"{}\" is newer than this transaction's snapshot",
                                  table.name.for_people()))
        .hint("Run the transaction again, or under READ COMMITTED.");
}

locked_table lock_sources(stream_table& table) {
    for (;;) {
        if (auto locked = try_lock_sources(table)) { return std::move(*locked); }
        table = *current_row_of(table);
    }
}

locked_table lock_sources(std::shared_ptr<const stream_table>& table) {
    for (;;) {
        if (auto locked = try_lock_sources(*table)) { return std::move(*locked); }
        table = current_row_of(*table);
    }
}

void lock_all_sources(const stream_table& table, const prepared_table& prepared) {
    lock_in_order(pg::with_members(prepared.reads()), table.relation);
    // A disposal does not wait for tables that are recomputed: it must not begin while one is.
    for (const pg::oid source : sorted(prepared.captured())) {
        pg::lock(pg::lock_subject::buffer, source, pg::lock_mode::share);
    }
}

void check_not_rewritten(const stream_table& table, const prepared_table& prepared,
                         const pg::snapshot& under) {
    if (!pg::has_one_snapshot()) { return; }
    const std::vector<pg::oid> all = pg::with_members(prepared.reads());
    if (std::ranges::any_of(all, [&](pg::oid one) { return pg::is_rewritten_since(one, under); })) {
        throw rewritten_source(table);
    }
}

void lock_partitions(const prepared_table& prepared, const pg::change_statement& statement,
                     std::span<const pg::offered_delta> offered) {
    if (!prepared.has_partitions()) { return; }
    statement.lock(offered);
    if (prepared.has_news()) { throw snapshot_outdated{}; }
}

} // namespace pgt::ext
