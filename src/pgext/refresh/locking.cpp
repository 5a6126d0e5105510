#include "refresh/locking.hpp"

#include "catalog/store.hpp"
#include "pg/access/lock.hpp"

#include <algorithm>
#include <format>

namespace pgt::ext {
namespace {

void lock_in_order(std::span<const pg::oid> sources, const stream_table& table) {
    for (const pg::oid source : sources) { pg::lock_relation(source, pg::lock_mode::access_share); }
    pg::lock_relation(table.relation, pg::lock_mode::row_exclusive);
}

std::vector<pg::oid> sorted(std::vector<pg::oid> all) {
    std::ranges::sort(all);
    return all;
}

stream_table as_it_is_now(const stream_table& table) {
    std::optional<stream_table> found = find_stream_table(table.relation);
    if (found) { return std::move(*found); }
    throw user_error(sqlstate::undefined_table,
                     std::format("stream table \"{}\" does not exist any more", table.name.for_people()));
}

user_error rewritten(const stream_table& table) {
    return user_error(sqlstate::serialization_failure,
                      std::format("a source of stream table \"{}\" was rewritten or truncated after this "
                                  "transaction's snapshot",
                                  table.name.for_people()))
        .hint("Refresh it in a transaction of its own, or under READ COMMITTED.");
}

} // namespace

user_error sources_moved::for_user(const stream_table& table) const { return rewritten(table); }

set_up lock_what_is_read(stream_table& table) {
    while (!table.needs_reinit) {
        std::shared_ptr<prepared_table> how;
        try {
            how = prepare(table);
        } catch (const user_error& impossible) {
            if (table.requested != refresh_mode::automatic) { throw; }
            return {.how = nullptr, .why_not = impossible.what()}; // the mode will be another
        }
        lock_in_order(how->reads(), table);
        if (how->serves(table)) {
            if (how->fits(table)) { return {.how = std::move(how), .why_not = {}}; }
            return {.how = nullptr, .why_not = "keys, columns or the capture of its sources have changed"};
        }
        table = as_it_is_now(table); // the locks brought news
    }
    return {.how = nullptr, .why_not = table.reinit_reason};
}

void lock_all_sources(const stream_table& table, const prepared_table& how) {
    lock_in_order(pg::with_all_partitions(how.reads()), table);
    // Whoever deletes from buffers does not wait for tables that are computed: they must not begin in between.
    for (const pg::oid source : sorted(how.captured())) {
        pg::lock(pg::lock_subject::buffer, source, pg::lock_mode::share);
    }
}

void check_not_rewritten(const stream_table& table, const prepared_table& how, const pg::snapshot& under) {
    if (!pg::has_one_snapshot()) { return; }
    const std::vector<pg::oid> all = pg::with_all_partitions(how.reads());
    if (std::ranges::any_of(all, [&](pg::oid one) { return pg::is_rewritten_since(one, under); })) {
        throw rewritten(table);
    }
}

void lock_partitions(const stream_table& table, const prepared_table& how,
                     const pg::change_statement& statement, std::span<const pg::offered_delta> offered) {
    if (!how.has_partitions()) { return; }
    statement.lock(offered);
    if (!how.serves(table)) { throw sources_moved{}; }
}

} // namespace pgt::ext
