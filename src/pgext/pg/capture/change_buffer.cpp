#include "pg/capture/change_buffer.hpp"
#include "pg/capture/buffer_rows.hpp"
#include "pg/capture/different_rows.hpp"
#include "pg/capture/net_rows.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <format>
#include <limits>
#include <optional>
#include <utility>

#include "pg/boundary/guard.hpp"
#include "pg/capture/buffer_scan.hpp"

extern "C" {
#include <access/heapam.h>
#include <access/tableam.h>
#include <access/xact.h>
#include <executor/tuptable.h>
#include <miscadmin.h>
#include <storage/bufmgr.h>
#include <utils/fmgrprotos.h>
#include <utils/rel.h>
#include <utils/snapmgr.h>
#include <utils/tuplestore.h>
#include <utils/xid8.h>
}

namespace pgt::pg {
namespace {

/// From so many pages on, a buffer is large.
constexpr BlockNumber large = 128;

BlockNumber number_of_blocks(const relation& buffer, std::span<const block_range> blocks) {
    const BlockNumber all = call([&] { return RelationGetNumberOfBlocks(buffer.get()); });
    BlockNumber count = 0;
    for (const block_range& one : blocks) {
        if (one.first < all) count += std::min(one.last, all - 1) - one.first + 1;
    }
    return count;
}

/// Where a buffer holds the values of a column of the source; -1: nowhere.
int position_of(TupleDesc buffer, column_number column) {
    for (int i = buffer_format::own_columns; i < buffer->natts; ++i) {
        const FormData_pg_attribute& one = *TupleDescAttr(buffer, i);
        if (!one.attisdropped && buffer_format::source_column(NameStr(one.attname)) == column) return i;
    }
    return -1;
}

/// Where the wanted columns stand in the buffer.
std::vector<int> positions_of(const relation& buffer, std::span<const wanted_column> wanted) {
    std::vector<int> positions;
    positions.reserve(wanted.size());
    for (const wanted_column& one : wanted) {
        const int found = position_of(buffer.get()->rd_att, one.number);
        if (found < 0) {
            throw user_error(
                sqlstate::object_not_in_prerequisite_state,
                std::format("change buffer \"{}\" has no column for \"{}\"", buffer.name(), one.as.name))
                .detail("Changes of this column have not been captured.")
                .hint("Call pgtrickle.rebuild_cdc_triggers() and refresh the stream table in full.");
        }
        positions.push_back(found);
    }
    return positions;
}

/// Copies rows of a buffer into a delta.
class row_copier {
  public:
    row_copier(delta_store& to, std::vector<int> positions, bool wants_net)
        : to_(to),
          positions_(std::move(positions)),
          values_(positions_.size() + 1),
          nulls_(positions_.size() + 1, 0) {
        if (!positions_.empty()) last_ = 1 + *std::ranges::max_element(positions_);
        if (wants_net) net_.emplace(to);
    }

    /// Only inside `call`, as is `finish`.
    void copy(const buffer_scan& from) {
        slot_getsomeattrs(from.row, last_);
        for (std::size_t i = 0; i < positions_.size(); ++i) {
            values_[i] = from.row->tts_values[positions_[i]];
            nulls_[i] = static_cast<char>(from.row->tts_isnull[positions_[i]]);
        }
        const auto* const nulls = reinterpret_cast<const bool*>(nulls_.data());
        if (net_) return net_->add(values_.data(), nulls, from.weight());
        values_.back() = Int32GetDatum(from.weight());
        tuplestore_putvalues(to_.rows(), to_.description(), values_.data(), nulls);
        to_.counted().count(from.weight());
    }
    void finish() {
        if (net_) net_->finish();
    }
    [[nodiscard]] bool is_net() const { return net_ && net_->complete(); }

  private:
    delta_store& to_;
    std::vector<int> positions_;
    std::vector<Datum> values_;
    std::vector<char> nulls_; // not of bool, whose bits cannot be pointed to
    int last_ = 0;
    std::optional<net_rows> net_;
};

bool covers(const ext::frontier& consumed, const change_origin& one) {
    return consumed.covers(one.transaction, one.command);
}

void note_older(std::optional<change_origin>& oldest, const change_origin& one) {
    if (!oldest || one < *oldest) oldest = one;
}

/// Reads what a buffer holds beyond a frontier.
class buffer_reader {
  public:
    buffer_reader(const relation& buffer, const ext::frontier& after, const snapshot& under,
                  std::span<const block_range> where)
        : after_(after), rows_(call([&] { return buffer_scan::begin(buffer.get(), under.get(), where); })) {}

    /// Goes on to the next change that the frontier does not cover. Only inside `call`.
    bool next(buffer_content& content) {
        while (rows_.next()) {
            const change_origin one = rows_.origin();
            note_older(content.oldest, one);
            if (content.seen++ < buffer_content::most_tids) content.tids.push_back(rows_.tid(one));
            if (!covers(after_, one)) return true;
        }
        return false;
    }
    void take(buffer_content& content, row_copier& copier) const {
        if (rows_.weight() == buffer_format::truncated) {
            content.truncated = true;
        } else {
            copier.copy(rows_);
            ++content.count;
        }
    }
    /// The rows are of use only if they are all.
    void end(buffer_content& content) const {
        if (content.seen > buffer_content::most_tids) content.tids.clear();
        rows_.end();
    }

  private:
    const ext::frontier& after_;
    buffer_scan rows_;
};

/// Where changes may stand that one of the frontiers does not cover. Ask after the snapshot was taken.
block_ranges blocks_after(const relation& buffer, std::span<const ext::frontier> frontiers) {
    std::uint64_t below = std::numeric_limits<std::uint64_t>::max();
    for (const ext::frontier& one : frontiers) below = std::min(below, one.below());
    return blocks_since(buffer.get(), below);
}

/// Calls `take` with each run of changes that a snapshot sees and one transaction has made in one command, and with how many
/// they are, until it says that it is enough. Only inside `call`.
template <class Take> void each_run(buffer_scan& rows, Take take) {
    change_origin now;
    std::int64_t count = 0;
    while (rows.next()) {
        const change_origin one = rows.origin();
        if (count > 0 && one != now) {
            if (!take(now, count)) return;
            count = 0;
        }
        now = one;
        ++count;
    }
    if (count > 0) take(now, count);
}

/// Whether so many pages may hold `rows` changes.
bool may_hold(const relation& buffer, std::span<const block_range> blocks, std::size_t rows) {
    return number_of_blocks(buffer, blocks) * MaxHeapTuplesPerPage >= rows;
}

/// How many changes there are, about, where they are so many that statements read them in the buffer; else 0. Where identical ones are to be added up, there must be none.
std::size_t uncopied(const relation& buffer, const ext::frontier& after, const snapshot& under,
                     const buffer_request& wanted, std::span<const block_range> where,
                     std::span<const int> positions) {
    if (wanted.uncopied_from == 0 || !may_hold(buffer, where, wanted.uncopied_from)) return 0;
    const buffer_glance found = glance_at(buffer, where, after, under);
    if (found.truncated || found.rows < wanted.uncopied_from) return 0;
    const bool are_net = !wanted.wants_net || are_different(buffer, where, after, under, positions);
    return are_net ? found.rows : 0;
}

void copy_all(buffer_reader& reader, buffer_content& content, const buffer_request& wanted,
              std::vector<int> positions) {
    content.rows.emplace(wanted.name, columns_of(wanted.columns));
    row_copier copier(*content.rows, std::move(positions), wanted.wants_net);
    call([&] {
        do { reader.take(content, copier); } while (reader.next(content));
        copier.finish();
    });
    content.net = copier.is_net();
}

} // namespace

std::vector<delta_column> columns_of(std::span<const wanted_column> wanted) {
    std::vector<delta_column> columns;
    for (const wanted_column& one : wanted) columns.push_back(one.as);
    return columns;
}

buffer_content read_buffer(const relation& buffer, const ext::frontier& after, const snapshot& under,
                           const buffer_request& wanted) {
    buffer_content content;
    content.where = blocks_after(buffer, std::span(&after, 1));
    begin_count(buffer.get());
    if (content.where.empty()) return content;
    std::vector<int> positions = positions_of(buffer, wanted.columns);
    buffer_reader reader(buffer, after, under, content.where);
    if (call([&] { return reader.next(content); })) {
        content.count = uncopied(buffer, after, under, wanted, content.where, positions);
        if (content.count > 0) {
            content.uncopied =
                std::make_shared<buffer_rows>(buffer.id(), after, under, content.where, std::move(positions));
            content.rows.emplace(wanted.name, columns_of(wanted.columns), content.uncopied, content.count);
            content.net = wanted.wants_net;
        } else {
            copy_all(reader, content, wanted, std::move(positions));
        }
    }
    call([&] { reader.end(content); });
    return content;
}

void buffer_content::count_read() {
    if (!uncopied) return;
    const read_counts& all = uncopied->counts();
    count = all.count;
    seen = all.seen;
    oldest = all.oldest;
    tids.clear();
    uncopied.reset();
}

std::vector<bool> have_changes(const relation& buffer, std::span<const ext::frontier> after,
                               const snapshot& under) {
    std::vector<bool> found(after.size(), false);
    std::size_t missing = after.size();
    const block_ranges where = blocks_after(buffer, after);
    if (where.empty() || missing == 0) return found;
    call([&] {
        buffer_scan rows = buffer_scan::begin(buffer.get(), under.get(), where);
        change_origin before;
        while (missing > 0 && rows.next()) {
            const change_origin one = rows.origin();
            if (one == before) continue;
            before = one;
            for (std::size_t i = 0; i < after.size(); ++i) {
                if (found[i] || after[i].covers(one.transaction, one.command)) continue;
                found[i] = true;
                --missing;
            }
        }
        rows.end();
    });
    return found;
}

std::vector<std::int64_t> count_changes(const relation& buffer, std::span<const ext::frontier> after,
                                        const snapshot& under) {
    std::vector<std::int64_t> counts(after.size(), 0);
    const block_ranges where = blocks_after(buffer, after);
    if (where.empty() || after.empty()) return counts;
    call([&] {
        buffer_scan rows = buffer_scan::begin(buffer.get(), under.get(), where);
        each_run(rows, [&](const change_origin& one, std::int64_t count) {
            for (std::size_t i = 0; i < after.size(); ++i)
                if (!after[i].covers(one.transaction, one.command)) counts[i] += count;
            return true;
        });
        rows.end();
    });
    return counts;
}

std::int64_t bytes_of(const relation& buffer) {
    return call([&] {
        return DatumGetInt64(DirectFunctionCall1(pg_total_relation_size, ObjectIdGetDatum(buffer.id())));
    });
}

deletion delete_changes(const relation& buffer, std::span<const block_range> where,
                        const ext::frontier& consumed) {
    deletion done;
    count_command(); // what this transaction has deleted before is not seen any more
    const snapshot now = snapshot::latest();
    call([&] {
        const CommandId command = GetCurrentCommandId(true);
        buffer_scan rows = buffer_scan::begin(buffer.get(), now.get(), where);
        while (rows.next()) {
            const change_origin one = rows.origin();
            if (!covers(consumed, one)) {
                note_older(done.oldest_left, one);
                continue;
            }
            ItemPointerData place = rows.row->tts_tid;
            TM_FailureData unused;
            if (heap_delete(buffer.get(), &place, command, InvalidSnapshot, false, &unused, false) == TM_Ok)
                ++done.deleted;
        }
        rows.end();
    });
    return done;
}

deletion delete_tids(const relation& buffer, std::span<const change_tid> tids,
                     const ext::frontier& consumed) {
    deletion done;
    call([&] {
        const CommandId command = GetCurrentCommandId(true);
        for (const change_tid& one : tids) {
            if (!covers(consumed, one.by)) {
                note_older(done.oldest_left, one.by);
                continue;
            }
            HeapTupleData found;
            ItemPointerSet(&found.t_self, one.block, one.line);
            Buffer page = InvalidBuffer;
            if (!heap_fetch(buffer.get(), SnapshotSelf, &found, &page, false)) continue; // deleted before
            ReleaseBuffer(page);
            TM_FailureData unused;
            if (heap_delete(buffer.get(), &found.t_self, command, InvalidSnapshot, false, &unused, false) ==
                TM_Ok)
                ++done.deleted;
        }
    });
    return done;
}

bool are_many(const relation& buffer, std::span<const block_range> blocks) {
    return number_of_blocks(buffer, blocks) >= large;
}

bool is_consumed(const relation& buffer, const ext::frontier& consumed) {
    count_command(); // what this transaction has deleted before is not seen any more
    const snapshot now = snapshot::latest();
    return call([&] {
        buffer_scan rows = buffer_scan::begin(buffer.get(), now.get(), std::span(&all_blocks, 1));
        change_origin before;
        bool all = true;
        while (all && rows.next()) {
            const change_origin one = rows.origin();
            if (one != before) all = covers(consumed, one);
            before = one;
        }
        rows.end();
        return all;
    });
}

bool has_places_for(const relation& buffer, std::size_t rows) {
    return call([&] {
        const BlockNumber blocks = RelationGetNumberOfBlocks(buffer.get());
        std::size_t places = 0;
        for (BlockNumber i = 0; i < blocks && places <= rows; ++i) {
            CHECK_FOR_INTERRUPTS();
            const Buffer page = ReadBuffer(buffer.get(), i);
            LockBuffer(page, BUFFER_LOCK_SHARE);
            places += PageGetMaxOffsetNumber(BufferGetPage(page));
            UnlockReleaseBuffer(page);
        }
        return places == rows;
    });
}

} // namespace pgt::pg
