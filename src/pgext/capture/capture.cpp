#include "capture/capture.hpp"

#include "pg/access/identity.hpp"
#include "pg/access/lock.hpp"
#include "pg/capture/capture_ddl.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>
#include <optional>
#include <string_view>
#include <utility>

namespace pgt::ext {
namespace {

constexpr char plain_table = 'r';
constexpr char partitioned_table = 'p';

/// Why changes of a relation cannot be captured; empty if they can.
std::string_view obstacle(const pg::relation& table) {
    if (table.kind() != plain_table && table.kind() != partitioned_table) {
        return "It is not a table of this server, so no trigger sees what changes in it.";
    }
    if (table.is_temporary()) return "It is temporary: other sessions cannot read it.";
    if (table.is_unlogged()) return "It is unlogged: a crash of the server would empty it without notice.";
    return {};
}

void refuse_unless_table(const pg::relation& table) {
    const std::string_view why = obstacle(table);
    if (why.empty()) return;
    throw user_error(sqlstate::feature_not_supported,
                     std::format("cannot capture changes of \"{}.{}\"", table.schema(), table.name()))
        .detail(std::string(why))
        .hint("Use refresh mode FULL.");
}

/// The columns of `source` with these numbers; those that are gone are left out.
std::vector<pg::column> chosen(const pg::relation& source, std::span<const pg::column_number> numbers) {
    std::vector<pg::column> columns = source.columns();
    std::erase_if(columns,
                  [&](const pg::column& one) { return !std::ranges::contains(numbers, one.number); });
    return columns;
}

bool has_all_triggers(pg::oid table, pg::oid source) {
    const pg::relation open(table, pg::lock_mode::access_share);
    refuse_unless_table(open);
    return std::ranges::all_of(pg::capture_triggers(open, source), &pg::capture_trigger_state::enabled);
}

bool has_some_trigger(pg::oid table, pg::oid source) {
    const pg::relation open(table, pg::lock_mode::access_share);
    return std::ranges::any_of(pg::capture_triggers(open, source), &pg::capture_trigger_state::present);
}

/// Whether all that capture needs is there.
bool is_captured(pg::oid source, std::span<const pg::column_number> columns) {
    const std::optional<pg::oid> buffer = pg::find_buffer(source);
    if (!buffer || !pg::fits_source(*buffer, source)) return false;
    const pg::relation open(source, pg::lock_mode::access_share);
    if (!pg::not_in_buffer(chosen(open, columns), *buffer).empty()) return false;
    return std::ranges::all_of(pg::with_partitions(source, pg::lock_mode::access_share),
                               [source](pg::oid table) { return has_all_triggers(table, source); });
}

/// A buffer that no trigger writes to came with a dump of another database, in which the source's number was
/// another table's.
void drop_foreign_buffer(pg::oid source) {
    const std::optional<pg::oid> buffer = pg::find_buffer(source);
    if (buffer && !has_some_trigger(source, source)) pg::drop_buffer(*buffer);
}

void make_buffer(pg::oid source, std::span<const pg::column_number> numbers) {
    drop_foreign_buffer(source);
    const pg::relation open(source, pg::lock_mode::none);
    const std::vector<pg::column> columns = chosen(open, numbers);
    const std::optional<pg::oid> buffer = pg::find_buffer(source);
    if (!buffer) {
        pg::create_buffer(source, columns, pg::extension_owner());
        return;
    }
    pg::drop_misfits(*buffer, source);
    if (const auto missing = pg::not_in_buffer(columns, *buffer); !missing.empty()) {
        pg::add_buffer_columns(*buffer, missing);
    }
}

void make_triggers(pg::oid table, pg::oid source) {
    const pg::relation open(table, pg::lock_mode::none);
    refuse_unless_table(open);
    pg::create_capture_triggers(open, source);
}

pg::relation open_buffer(pg::oid source, pg::lock_mode mode) {
    if (const std::optional<pg::oid> buffer = pg::find_buffer(source)) {
        if (std::optional<pg::relation> open = pg::relation::find(*buffer, mode)) return std::move(*open);
    }
    throw user_error(sqlstate::object_not_in_prerequisite_state,
                     std::format("change buffer {}.{} is missing", pg::buffer_format::schema,
                                 pg::buffer_format::name(source)))
        .detail("What has changed in its source is not known.")
        .hint("Call pgtrickle.rebuild_cdc_triggers() and refresh the stream table in full.");
}

/// Notes what was read and can't be deleted yet.
void leave(const pg::relation& buffer, const pg::buffer_content& read) {
    if (read.saw_all()) {
        pg::note_left(buffer.get(), read.oldest, false);
    } else {
        pg::also_left(buffer.get(), read.oldest);
    }
}

/// Where something may be deleted: where was read, everywhere, or nowhere.
pg::block_ranges to_look_through(const pg::relation& buffer, const pg::buffer_content& read,
                                 const std::vector<frontier>& consumed) {
    const bool some_was_read = pg::all_cover(consumed, *read.oldest);
    if (read.saw_all()) return some_was_read ? read.where : pg::block_ranges();
    const pg::left_behind before = pg::what_was_left(buffer.get());
    const bool some_was_left = before.oldest && pg::all_cover(consumed, *before.oldest);
    if (!before.is_known || some_was_left) return {pg::all_blocks};
    return some_was_read ? read.where : pg::block_ranges();
}

/// Notes what stands in the buffer after some of it, where `where` says, was deleted.
void note_rest(const pg::relation& buffer, const pg::block_ranges& where, const pg::deletion& done) {
    std::optional<pg::change_origin> oldest = done.oldest_left;
    if (where != pg::block_ranges{pg::all_blocks}) {
        const pg::left_behind before = pg::what_was_left(buffer.get());
        if (!before.is_known) return;
        if (before.oldest && (!oldest || *before.oldest < *oldest)) oldest = before.oldest;
    }
    pg::note_left(buffer.get(), oldest, done.deleted > 0);
}

/// Whether the buffer will be emptied as a whole when the transaction commits.
bool will_be_emptied(const pg::relation& buffer, const pg::block_ranges& where, pg::oid source,
                     const std::vector<frontier>& consumed,
                     const std::function<std::vector<frontier>()>& frontiers) {
    if (!pg::are_many(buffer, where)) return false;
    const auto is_still_right = [source, frontiers, consumed] {
        return pg::try_lock(pg::lock_subject::buffer, source, pg::lock_mode::exclusive) &&
               frontiers() == consumed;
    };
    if (!pg::empty_at_commit(buffer, consumed, is_still_right)) return false;
    pg::forget_what_was_left(buffer.get()); // should it come to nothing, the next one looks at everything
    return true;
}

std::size_t dispose_of(const pg::relation& buffer, const changes& read,
                       const std::function<std::vector<frontier>()>& frontiers) {
    const std::vector<frontier> consumed = frontiers();
    const pg::block_ranges where = to_look_through(buffer, read.content, consumed);
    if (where.empty()) {
        leave(buffer, read.content);
        return 0;
    }
    if (will_be_emptied(buffer, where, read.source, consumed, frontiers)) return read.content.count;
    const bool places_are_all = where == read.content.where && !read.content.places.empty();
    const pg::deletion done = places_are_all ? pg::delete_places(buffer, read.content.places, consumed)
                                             : pg::delete_changes(buffer, where, consumed);
    note_rest(buffer, where, done);
    return done.deleted;
}

} // namespace

frontier frontier_of(const pg::snapshot& seen) {
    pg::snapshot_bounds bounds = seen.bounds();
    return {bounds.below, bounds.end, std::move(bounds.running), bounds.own, bounds.own_command};
}

void ensure_capture(pg::oid source, std::span<const pg::column_number> columns) {
    pg::lock(pg::lock_subject::buffer, source, pg::lock_mode::share);
    if (is_captured(source, columns)) return;
    const std::vector<pg::oid> tables = pg::with_partitions(source, pg::lock_mode::share_row_exclusive);
    const pg::as_user owner(pg::extension_owner(), pg::as_user::mode::plain);
    make_buffer(source, columns);
    for (const pg::oid table : tables) make_triggers(table, source);
}

bool needs_capture(pg::oid source, std::span<const pg::column_number> columns) {
    return !is_captured(source, columns);
}

bool is_capturing(pg::oid source) {
    const std::optional<pg::oid> buffer = pg::find_buffer(source);
    return buffer && pg::fits_source(*buffer, source) &&
           std::ranges::all_of(pg::with_partitions(source, pg::lock_mode::access_share),
                               [source](pg::oid table) { return has_all_triggers(table, source); });
}

void release_capture(pg::oid source, const std::function<bool()>& is_consumed) {
    pg::lock(pg::lock_subject::buffer, source, pg::lock_mode::exclusive);
    if (is_consumed()) return recomputed(source); // what waited for who has gone may be deleted
    for (const pg::oid table : pg::with_partitions(source, pg::lock_mode::share_row_exclusive)) {
        release_partition(source, table);
    }
    if (const std::optional<pg::oid> buffer = pg::find_buffer(source)) pg::drop_buffer(*buffer);
}

void capture_partition(pg::oid source, pg::oid table) {
    const pg::as_user owner(pg::extension_owner(), pg::as_user::mode::plain);
    pg::lock_relation(table, pg::lock_mode::share_row_exclusive);
    make_triggers(table, source);
}

void release_partition(pg::oid source, pg::oid table) {
    if (const auto open = pg::relation::find(table, pg::lock_mode::share_row_exclusive)) {
        pg::drop_capture_triggers(*open, source);
    }
}

changes read_changes(pg::oid source, const frontier& after, const pg::snapshot& under,
                     const pg::buffer_request& wanted) {
    const pg::relation buffer = open_buffer(source, pg::lock_mode::access_share);
    return {.source = source, .content = pg::read_buffer(buffer, after, under, wanted)};
}

bool has_changes(pg::oid source, const frontier& after, const pg::snapshot& under) {
    return pg::has_changes(open_buffer(source, pg::lock_mode::access_share), after, under);
}

void recomputed(pg::oid source) {
    const std::optional<pg::oid> buffer = pg::find_buffer(source);
    if (!buffer) return;
    if (const auto open = pg::relation::find_if_free(*buffer, pg::lock_mode::access_share))
        pg::forget_what_was_left(open->get());
}

std::size_t dispose(const changes& read, const std::function<std::vector<frontier>()>& frontiers) {
    if (!read.content.oldest) return 0;
    const pg::relation buffer = open_buffer(read.source, pg::lock_mode::row_exclusive);
    if (!pg::try_lock(pg::lock_subject::buffer, read.source, pg::lock_mode::exclusive)) {
        leave(buffer, read.content);
        return 0;
    }
    return dispose_of(buffer, read, frontiers);
}

} // namespace pgt::ext
