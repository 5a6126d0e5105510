/// `buffer_scan`: the changes in a change buffer, row by row. Only for .cpp files below src/pgext/pg/capture.
#pragma once

#include "pg/capture/buffer_format.hpp"
#include "pg/capture/change_buffer.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

#include "pg/boundary/server.hpp"

extern "C" {
#include <access/heapam.h>
#include <access/tableam.h>
#include <executor/tuptable.h>
#include <miscadmin.h>
#include <utils/rel.h>
#include <utils/snapmgr.h>
#include <utils/xid8.h>
}

namespace pgt::pg {

/// The changes that a snapshot sees in some blocks. Plain data, for use inside `call`.
struct buffer_scan {
    TableScanDesc descriptor;
    TupleTableSlot* row;
    std::span<const block_range> rest; ///< after those that are being read
    bool at_end;

    static buffer_scan begin(Relation buffer, Snapshot under, std::span<const block_range> where) {
        buffer_scan made{.descriptor = table_beginscan_strat(buffer, under, 0, nullptr, true, false),
                         .row = table_slot_create(buffer, nullptr),
                         .rest = where,
                         .at_end = false};
        made.go_on();
        return made;
    }
    bool next() {
        CHECK_FOR_INTERRUPTS();
        while (!at_end) {
            if (table_scan_getnextslot(descriptor, ForwardScanDirection, row)) {
                slot_getsomeattrs(row, buffer_format::own_columns);
                return true;
            }
            table_rescan(descriptor, nullptr);
            go_on();
        }
        return false;
    }
    [[nodiscard]] change_origin origin() const {
        return {.transaction = U64FromFullTransactionId(
                    DatumGetFullTransactionId(row->tts_values[buffer_format::transaction - 1])),
                .command = DatumGetUInt32(row->tts_values[buffer_format::command - 1])};
    }
    [[nodiscard]] change_tid tid(const change_origin& by) const {
        return {.block = ItemPointerGetBlockNumber(&row->tts_tid),
                .line = ItemPointerGetOffsetNumber(&row->tts_tid),
                .by = by};
    }
    [[nodiscard]] std::int16_t weight() const {
        return DatumGetInt16(row->tts_values[buffer_format::weight - 1]);
    }
    void end() const {
        ExecDropSingleTupleTableSlot(row);
        table_endscan(descriptor);
    }

  private:
    /// Turns to the next blocks; a scan that has just begun is needed for that.
    void go_on() {
        const BlockNumber blocks = reinterpret_cast<HeapScanDesc>(descriptor)->rs_nblocks;
        while (!rest.empty() && rest.front().first >= blocks) rest = rest.subspan(1);
        at_end = rest.empty();
        if (at_end) return;
        const block_range next = rest.front();
        rest = rest.subspan(1);
        const BlockNumber last = std::min(next.last, blocks - 1);
        if (next.first > 0 || last + 1 < blocks)
            heap_setscanlimits(descriptor, next.first, last - next.first + 1);
    }
};

} // namespace pgt::pg
