#include "pg/change_buffer.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <format>
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
    [[nodiscard]] bool next() const {
        if (!table_scan_getnextslot(descriptor, ForwardScanDirection, row)) return false;
        slot_getsomeattrs(row, buffer_format::own_columns);
        return true;
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

/// Whether no frontier lacks any of the changes that there are. Only inside `call`.
bool all_taken_in(Relation buffer, std::span<const ext::frontier> frontiers) {
    Snapshot const now = RegisterSnapshot(GetLatestSnapshot());
    const scan rows = scan::begin(buffer, now);
    bool taken_in = true;
    while (taken_in && rows.next()) taken_in = all_cover(frontiers, rows.place());
    rows.end();
    UnregisterSnapshot(now);
    return taken_in;
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
    row_copier(delta_store& to, std::vector<int> positions)
        : to_(to),
          positions_(std::move(positions)),
          values_(positions_.size() + 1),
          nulls_(positions_.size() + 1, 0) {
        if (!positions_.empty()) last_ = 1 + *std::ranges::max_element(positions_);
    }

    /// Only inside `call`.
    void copy(const scan& from) {
        slot_getsomeattrs(from.row, last_);
        for (std::size_t i = 0; i < positions_.size(); ++i) {
            values_[i] = from.row->tts_values[positions_[i]];
            nulls_[i] = static_cast<char>(from.row->tts_isnull[positions_[i]]);
        }
        values_.back() = Int32GetDatum(from.weight());
        tuplestore_putvalues(to_.rows(), to_.description(), values_.data(),
                             reinterpret_cast<const bool*>(nulls_.data()));
        to_.counted().count(from.weight());
    }

  private:
    delta_store& to_;
    std::vector<int> positions_;
    std::vector<Datum> values_;
    std::vector<char> nulls_; // not of bool, whose bits cannot be pointed to
    int last_ = 0;
};

} // namespace

buffer_content read_buffer(const relation& buffer, const ext::frontier& after, const snapshot& under,
                           std::span<const wanted_column> columns, std::string name) {
    buffer_content content{
        .rows = delta_store(std::move(name), columns_of(columns)), .truncated = false, .places = {}};
    row_copier copier(content.rows, positions_of(buffer, columns));
    call([&] {
        const scan rows = scan::begin(buffer.get(), under.get());
        while (rows.next()) {
            const change_place place = rows.place();
            content.places.push_back(place);
            if (after.covers(place.transaction, place.command)) continue;
            if (rows.weight() == buffer_format::truncated) {
                content.truncated = true;
            } else {
                copier.copy(rows);
            }
        }
        rows.end();
    });
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

bool empty_if_large(const relation& buffer, std::span<const ext::frontier> frontiers) {
    return call([&] {
        if (RelationGetNumberOfBlocks(buffer.get()) < large) return false;
        if (!ConditionalLockRelation(buffer.get(), AccessExclusiveLock)) return false;
        // From here on nobody adds a row.
        if (!all_taken_in(buffer.get(), frontiers)) return false;
        ExecuteTruncateGuts(list_make1(buffer.get()), list_make1_oid(buffer.id()), NIL, DROP_RESTRICT, false,
                            false);
        return true;
    });
}

} // namespace pgt::pg
