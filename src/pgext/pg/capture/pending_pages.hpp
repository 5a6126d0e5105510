/// `pending_pages`: the rows on the pages of a change buffer, without a look at the states of transactions. Only for .cpp files below src/pgext/pg/capture.
#pragma once

#include "frontier/frontier.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/capture/buffer_progress.hpp"

#include <cstdint>
#include <cstring>
#include <span>

#include "pg/boundary/server.hpp"

extern "C" {
#include <access/htup_details.h>
#include <miscadmin.h>
#include <storage/bufmgr.h>
#include <storage/bufpage.h>
#include <utils/rel.h>
}

namespace pgt::pg {

/// The columns of a buffer's own stand first in each row, at fixed places, and none is NULL.
struct own_values {
    std::uint64_t transaction;
    std::uint32_t command;
    std::int16_t weight;

    static own_values of(HeapTupleHeader row) {
        own_values found{};
        const char* const data = reinterpret_cast<const char*>(row) + row->t_hoff;
        std::memcpy(&found.transaction, data, sizeof found.transaction);
        std::memcpy(&found.command, data + sizeof found.transaction, sizeof found.command);
        std::memcpy(&found.weight, data + sizeof found.transaction + sizeof found.command,
                    sizeof found.weight);
        return found;
    }
};

/// The changes of transactions that a snapshot sees, if they were committed, and a frontier does not cover. Plain data, for use inside `call`.
class pending_pages {
  public:
    pending_pages(const ext::frontier& after, const snapshot_bounds& under)
        : after_(&after), under_(&under) {}

    /// Calls `take` with each row and its weight, until it says that it is enough.
    template <class Take> void each(Relation buffer, std::span<const block_range> where, Take take) {
        const BlockNumber blocks = RelationGetNumberOfBlocks(buffer);
        bool goes_on = true;
        for (const block_range& range : where) {
            for (BlockNumber i = range.first; goes_on && i < blocks && i <= range.last; ++i) {
                CHECK_FOR_INTERRUPTS();
                const Buffer page = ReadBuffer(buffer, i);
                LockBuffer(page, BUFFER_LOCK_SHARE);
                goes_on = each_on(BufferGetPage(page), take);
                UnlockReleaseBuffer(page);
            }
        }
    }

  private:
    template <class Take> bool each_on(Page page, Take& take) {
        const OffsetNumber last = PageGetMaxOffsetNumber(page);
        for (OffsetNumber i = FirstOffsetNumber; i <= last; ++i) {
            const ItemId place = PageGetItemId(page, i);
            if (!ItemIdIsNormal(place)) continue;
            auto* const row = reinterpret_cast<HeapTupleHeader>(PageGetItem(page, place));
            const own_values own = own_values::of(row);
            if (is_pending({.transaction = own.transaction, .command = own.command}) &&
                !take(row, own.weight)) {
                return false;
            }
        }
        return true;
    }
    /// Changes of one command stand together.
    bool is_pending(const change_origin& one) {
        if (one != origin_) {
            origin_ = one;
            const bool is_seen = one.transaction == under_->own || under_->includes(one.transaction);
            pending_ = is_seen && !after_->covers(one.transaction, one.command);
        }
        return pending_;
    }

    const ext::frontier* after_;
    const snapshot_bounds* under_;
    change_origin origin_;
    bool pending_ = false;
};

} // namespace pgt::pg
