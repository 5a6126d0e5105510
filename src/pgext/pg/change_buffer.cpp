#include "pg/change_buffer.hpp"
#include "pg/net_rows.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <format>
#include <optional>
#include <utility>

#include "pg/guard.hpp"

extern "C" {
#include <access/heapam.h>
#include <access/tableam.h>
#include <access/xact.h>
#include <commands/tablecmds.h>
#include <executor/tuptable.h>
#include <nodes/pg_list.h>
#include <storage/lmgr.h>
#include <utils/fmgrprotos.h>
#include <utils/rel.h>
#include <utils/snapmgr.h>
#include <utils/tuplestore.h>
#include <utils/xid8.h>
}

namespace pgt::pg {
namespace {

/// The changes that a snapshot sees. Plain data, for use inside `call`.
struct scan {
    TableScanDesc descriptor;
    TupleTableSlot* row;

    static scan begin(Relation buffer, Snapshot under) {
        return {table_beginscan_strat(buffer, under, 0, nullptr, true, false),
                table_slot_create(buffer, nullptr)};
    }
    /// Goes on to the next row; only `number` may be asked of it.
    [[nodiscard]] bool step() const { return table_scan_getnextslot(descriptor, ForwardScanDirection, row); }
    [[nodiscard]] bool next() const {
        if (!step()) return false;
        slot_getsomeattrs(row, buffer_format::own_columns);
        return true;
    }
    [[nodiscard]] std::uint64_t number() const {
        return change_place::row(ItemPointerGetBlockNumber(&row->tts_tid),
                                 ItemPointerGetOffsetNumber(&row->tts_tid));
    }
    [[nodiscard]] change_place place() const {
        return {.block = ItemPointerGetBlockNumber(&row->tts_tid),
                .line = ItemPointerGetOffsetNumber(&row->tts_tid),
                .command = DatumGetUInt32(row->tts_values[buffer_format::command - 1]),
                .transaction = U64FromFullTransactionId(
                    DatumGetFullTransactionId(row->tts_values[buffer_format::transaction - 1]))};
    }
    [[nodiscard]] std::int16_t weight() const {
        return DatumGetInt16(row->tts_values[buffer_format::weight - 1]);
    }
    void end() const {
        ExecDropSingleTupleTableSlot(row);
        table_endscan(descriptor);
    }
};

bool all_cover(std::span<const ext::frontier> frontiers, const change_place& place) {
    return std::ranges::all_of(frontiers, [&place](const ext::frontier& one) {
        return one.covers(place.transaction, place.command);
    });
}

/// Whether the buffer holds no row but those that stand in `places`, which a scan gave. Only inside `call`.
bool holds_only(Relation buffer, std::span<const change_place> places) {
    Snapshot const now = RegisterSnapshot(GetLatestSnapshot());
    const scan rows = scan::begin(buffer, now);
    auto known = places.begin();
    bool only = true;
    while (only && rows.step()) {
        const auto is_before = [&rows](const change_place& one) { return one.row() < rows.number(); };
        known = std::find_if_not(known, places.end(), is_before); // what has gone since
        only = known != places.end() && known->row() == rows.number();
    }
    rows.end();
    UnregisterSnapshot(now);
    return only;
}

/// From so many pages on, a buffer is large.
constexpr BlockNumber large = 128;

/// Where the wanted columns stand in the buffer.
std::vector<int> positions_of(const relation& buffer, std::span<const wanted_column> wanted) {
    const std::vector<column> present = buffer.columns();
    std::vector<int> positions;
    for (const wanted_column& one : wanted) {
        const auto found = std::ranges::find(present, buffer_format::column_name(one.number), &column::name);
        if (found == present.end()) {
            throw user_error(
                sqlstate::object_not_in_prerequisite_state,
                std::format("change buffer \"{}\" has no column for \"{}\"", buffer.name(), one.as.name))
                .detail("Changes of this column have not been captured.")
                .hint("Call pgtrickle.rebuild_cdc_triggers() and refresh the stream table in full.");
        }
        positions.push_back(found->number - 1);
    }
    return positions;
}

std::vector<delta_column> columns_of(std::span<const wanted_column> wanted) {
    std::vector<delta_column> columns;
    for (const wanted_column& one : wanted) columns.push_back(one.as);
    return columns;
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
    void copy(const scan& from) {
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

/// Reads a buffer from its beginning to its end.
class buffer_reader {
  public:
    buffer_reader(const relation& buffer, const ext::frontier& after, const snapshot& under)
        : after_(after), rows_(call([&] { return scan::begin(buffer.get(), under.get()); })) {}

    /// Goes on to the next change that the frontier does not cover. Only inside `call`.
    bool next(buffer_content& content) {
        while (rows_.next()) {
            const change_place place = rows_.place();
            content.places.push_back(place);
            if (!after_.covers(place.transaction, place.command)) return true;
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
    [[nodiscard]] const scan& rows() const { return rows_; }

  private:
    const ext::frontier& after_;
    scan rows_;
};

} // namespace

buffer_content read_buffer(const relation& buffer, const ext::frontier& after, const snapshot& under,
                           const buffer_request& wanted) {
    buffer_content content;
    std::vector<int> positions = positions_of(buffer, wanted.columns);
    buffer_reader reader(buffer, after, under);
    if (call([&] { return reader.next(content); })) {
        content.rows.emplace(wanted.name, columns_of(wanted.columns));
        row_copier copier(*content.rows, std::move(positions), wanted.wants_net);
        call([&] {
            do { reader.take(content, copier); } while (reader.next(content));
            copier.finish();
        });
        content.net = copier.is_net();
    }
    call([&] { reader.rows().end(); });
    return content;
}

bool has_changes(const relation& buffer, const ext::frontier& after, const snapshot& under) {
    return call([&] {
        if (RelationGetNumberOfBlocks(buffer.get()) == 0) return false;
        const scan rows = scan::begin(buffer.get(), under.get());
        bool found = false;
        while (!found && rows.next()) {
            const change_place place = rows.place();
            found = !after.covers(place.transaction, place.command);
        }
        rows.end();
        return found;
    });
}

std::int64_t count_changes(const relation& buffer, const ext::frontier& after, const snapshot& under) {
    return call([&] {
        const scan rows = scan::begin(buffer.get(), under.get());
        std::int64_t found = 0;
        while (rows.next()) {
            const change_place place = rows.place();
            if (!after.covers(place.transaction, place.command)) ++found;
        }
        rows.end();
        return found;
    });
}

std::int64_t bytes_of(const relation& buffer) {
    return call([&] {
        return DatumGetInt64(DirectFunctionCall1(pg_total_relation_size, ObjectIdGetDatum(buffer.id())));
    });
}

std::size_t delete_changes(const relation& buffer, std::span<const change_place> places,
                           std::span<const ext::frontier> frontiers) {
    std::size_t deleted = 0;
    call([&] {
        const CommandId command = GetCurrentCommandId(true);
        for (const change_place& place : places) {
            if (!all_cover(frontiers, place)) continue;
            ItemPointerData where;
            ItemPointerSet(&where, place.block, place.line);
            TM_FailureData unused;
            const TM_Result done =
                heap_delete(buffer.get(), &where, command, InvalidSnapshot, false, &unused, false);
            if (done == TM_Ok) ++deleted;
        }
    });
    return deleted;
}

bool empty_if_large(const relation& buffer, std::span<const change_place> places,
                    std::span<const ext::frontier> frontiers) {
    const auto taken_in = [frontiers](const change_place& one) { return all_cover(frontiers, one); };
    return call([&] {
        if (RelationGetNumberOfBlocks(buffer.get()) < large) return false;
        if (!std::ranges::all_of(places, taken_in)) return false;
        if (!ConditionalLockRelation(buffer.get(), AccessExclusiveLock)) return false;
        // From here on nobody adds a row.
        if (!holds_only(buffer.get(), places)) return false;
        ExecuteTruncateGuts(list_make1(buffer.get()), list_make1_oid(buffer.id()), NIL, DROP_RESTRICT, false,
                            false);
        return true;
    });
}

} // namespace pgt::pg
