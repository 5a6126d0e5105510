#include "pg/capture/buffer_rows.hpp"

#include "pg/capture/buffer_format.hpp"

#include <algorithm>
#include <new>
#include <type_traits>
#include <utility>

#include "pg/boundary/guard.hpp"
#include "pg/capture/buffer_scan.hpp"
#include "pg/capture/pending_pages.hpp"

extern "C" {
#include <access/htup_details.h>
#include <executor/tuptable.h>
}

namespace pgt::pg {

// Errors may jump over all of this: nothing here has a destructor.
class buffer_rows_reader final : public row_reader {
  public:
    buffer_rows_reader(buffer_rows& of, const int* positions, int count)
        : of_(&of), positions_(positions), count_(count), memory_(CurrentMemoryContext) {
        for (int i = 0; i < count; ++i) last_ = std::max(last_, positions[i] + 1);
    }

    bool next(TupleTableSlot* into) override {
        ExecClearTuple(into);
        if (!is_open_) open();
        while (scan_.next()) {
            if (is_covered()) continue;
            take(into);
            return true;
        }
        if (!of_->counts_) of_->counts_ = counts_;
        return false;
    }
    void restart() override { close(); }
    void end() override { close(); }

  private:
    void open() {
        MemoryContext const before = MemoryContextSwitchTo(memory_);
        scan_ = buffer_scan::begin(of_->buffer_.get(), of_->under_->get(), of_->where_);
        MemoryContextSwitchTo(before);
        is_open_ = true;
        counts_ = {};
        origin_ = {};
    }
    void close() {
        if (is_open_) scan_.end();
        is_open_ = false;
    }
    /// Changes of one command stand together.
    bool is_covered() {
        const change_origin one = scan_.origin();
        if (counts_.seen++ == 0 || one != origin_) {
            origin_ = one;
            covered_ = of_->after_.covers(one.transaction, one.command);
            if (!counts_.oldest || one < *counts_.oldest) counts_.oldest = one;
        }
        return covered_;
    }
    void take(TupleTableSlot* into) {
        const std::int16_t weight = scan_.weight();
        if (weight == buffer_format::truncated)
            elog(ERROR, "a change buffer holds a TRUNCATE that was not there before");
        ++counts_.count;
        TupleTableSlot* const row = scan_.row;
        slot_getsomeattrs(row, last_);
        for (int i = 0; i < count_; ++i) {
            const int from = positions_[i];
            into->tts_values[i] = row->tts_values[from];
            into->tts_isnull[i] = row->tts_isnull[from];
            if (from == buffer_format::weight - 1) into->tts_values[i] = Int32GetDatum(weight);
        }
        ExecStoreVirtualTuple(into);
    }

    buffer_rows* of_;
    const int* positions_; ///< in the buffer
    int count_;
    int last_ = buffer_format::own_columns;
    MemoryContext memory_;
    buffer_scan scan_{};
    bool is_open_ = false;
    change_origin origin_;
    bool covered_ = false;
    read_counts counts_;
};
static_assert(std::is_trivially_destructible_v<buffer_rows_reader>);

buffer_rows::buffer_rows(oid buffer, ext::frontier after, const snapshot& under, block_ranges where,
                         std::vector<int> positions)
    : buffer_(buffer, lock_mode::access_share),
      after_(std::move(after)),
      under_(&under),
      where_(std::move(where)),
      positions_(std::move(positions)) {
    positions_.push_back(buffer_format::weight - 1);
}

row_reader* buffer_rows::begin(std::span<const int> columns) {
    int* const positions = static_cast<int*>(palloc(sizeof(int) * (columns.size() + 1)));
    for (std::size_t i = 0; i < columns.size(); ++i)
        positions[i] = positions_[static_cast<std::size_t>(columns[i])];
    return new (palloc(sizeof(buffer_rows_reader)))
        buffer_rows_reader(*this, positions, static_cast<int>(columns.size()));
}

const read_counts& buffer_rows::counts() {
    if (!counts_) {
        call([this] {
            row_reader* const all = begin({});
            TupleTableSlot* const row = MakeSingleTupleTableSlot(CreateTemplateTupleDesc(0), &TTSOpsVirtual);
            while (all->next(row)) {}
            all->end();
            ExecDropSingleTupleTableSlot(row);
        });
    }
    return *counts_;
}

buffer_glance glance_at(const relation& buffer, std::span<const block_range> where,
                        const ext::frontier& after, const snapshot& under) {
    const snapshot_bounds bounds = under.bounds();
    return call([&] {
        buffer_glance found;
        pending_pages(after, bounds).each(buffer.get(), where, [&](HeapTupleHeader row, std::int16_t weight) {
            if (weight == buffer_format::truncated) found.truncated = true;
            if ((row->t_infomask & HEAP_XMAX_INVALID) != 0) ++found.rows;
            return true;
        });
        return found;
    });
}

} // namespace pgt::pg
