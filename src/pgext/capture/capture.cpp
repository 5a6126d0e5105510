#include "capture/capture.hpp"

#include "capture/capture_method.hpp"
#include "catalog/source.hpp"
#include "pg/access/lock.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>
#include <optional>
#include <string_view>
#include <utility>

namespace pgt::ext {
namespace {

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

bool covers(const frontier& consumed, const pg::change_origin& one) {
    return consumed.covers(one.transaction, one.command);
}

/// Notes what was read and cannot be deleted yet.
void leave(const pg::relation& buffer, const pg::buffer_content& read) {
    if (read.saw_all()) {
        pg::note_left(buffer.get(), read.oldest, false);
    } else {
        pg::also_left(buffer.get(), read.oldest);
    }
}

/// Where something may be deleted: where was read, everywhere, or nowhere.
pg::block_ranges to_look_through(const pg::relation& buffer, const pg::buffer_content& read,
                                 const frontier& consumed) {
    const bool some_was_read = covers(consumed, *read.oldest);
    if (read.saw_all()) return some_was_read ? read.where : pg::block_ranges();
    const pg::left_behind before = pg::what_was_left(buffer.get());
    const bool some_was_left = before.oldest && covers(consumed, *before.oldest);
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

/// Whether the buffer will be emptied as a whole when the transaction commits. `until` covers all that was read.
bool will_be_emptied(const pg::relation& buffer, const changes& read, const frontier& until,
                     const frontier& consumed, const std::function<frontier()>& low_frontier) {
    const auto is_still_right = [source = read.source, low_frontier, consumed] {
        return pg::try_lock(pg::lock_subject::buffer, source, pg::lock_mode::exclusive) &&
               low_frontier() == consumed;
    };
    const std::size_t known = consumed.includes(until) ? read.content.seen : 0;
    if (!pg::empty_at_commit(buffer, consumed, known, is_still_right)) return false;
    pg::forget_what_was_left(buffer.get()); // should it come to nothing, the next one looks at everything
    return true;
}

std::size_t dispose_of(const pg::relation& buffer, const changes& read, const frontier& until,
                       const std::function<frontier()>& low_frontier) {
    const frontier consumed = low_frontier();
    const pg::block_ranges where = to_look_through(buffer, read.content, consumed);
    if (where.empty()) {
        leave(buffer, read.content);
        return 0;
    }
    if (pg::are_many(buffer, where) && will_be_emptied(buffer, read, until, consumed, low_frontier)) {
        return read.content.count;
    }
    const bool tids_are_all = where == read.content.where && !read.content.tids.empty();
    const pg::deletion done = tids_are_all ? pg::delete_tids(buffer, read.content.tids, consumed)
                                           : pg::delete_changes(buffer, where, consumed);
    note_rest(buffer, where, done);
    return done.deleted;
}

} // namespace

frontier frontier_of(const pg::snapshot& seen) {
    pg::snapshot_bounds bounds = seen.bounds();
    return {bounds.below, bounds.end, std::move(bounds.running), bounds.own, bounds.own_command};
}

bool is_capturing(pg::oid source) {
    const auto found = find_source(source);
    return found && provided_by(found->capture) == source_need::changes &&
           method_of(found->capture).is_intact(*found);
}

bool is_handed_on(pg::oid source) {
    const auto found = find_source(source);
    return found && found->immediate && immediate_method().is_intact(*found);
}

changes read_changes(pg::oid source, const frontier& after, const pg::snapshot& under,
                     const pg::buffer_request& wanted) {
    const pg::relation buffer = open_buffer(source, pg::lock_mode::access_share);
    return {.source = source, .content = pg::read_buffer(buffer, after, under, wanted)};
}

void recomputed(pg::oid source) {
    const std::optional<pg::oid> buffer = pg::find_buffer(source);
    if (!buffer) return;
    if (const auto open = pg::relation::find_if_free(*buffer, pg::lock_mode::access_share))
        pg::forget_what_was_left(open->get());
}

std::size_t dispose(const changes& read, const frontier& until,
                    const std::function<frontier()>& low_frontier) {
    if (!read.content.oldest) return 0;
    const pg::relation buffer = open_buffer(read.source, pg::lock_mode::row_exclusive);
    if (!pg::try_lock(pg::lock_subject::buffer, read.source, pg::lock_mode::exclusive)) {
        leave(buffer, read.content);
        return 0;
    }
    return dispose_of(buffer, read, until, low_frontier);
}

} // namespace pgt::ext
