/// `change_writer`: writes rows into a change buffer. Only for .cpp files below src/pgext/pg, and only inside
/// `call`.
#pragma once

#include "pg/boundary/server.hpp"
#include "pg/capture/buffer_progress.hpp"
#include "pg/capture/capture_mapping.hpp"

extern "C" {
#include <access/hio.h>
#include <executor/execExpr.h>
#include <nodes/execnodes.h>
}

namespace pgt::pg {

/// Plain data: an error may jump over it. Writes nothing for certain before `close`.
class change_writer {
  public:
    /// `expected`: how many changes there may be. False if there is nothing to write, because the table is no part of the source
    /// any more.
    [[nodiscard]] bool open(const Trigger& trigger, Relation table, int64 expected);
    [[nodiscard]] capture_mapping& mapping() const { return *mapping_; }

    /// A row of the table, with its weight.
    void write(TupleTableSlot* row, int16 weight);
    /// A row before and after an update; nothing if what is captured of it did not change.
    void write_pair(TupleTableSlot* before, TupleTableSlot* after);
    void write_truncate();
    void close();

  private:
    /// Where the next row of the buffer is put together.
    struct columns {
        Datum* values;
        bool* nulls;
    };
    [[nodiscard]] columns begin_row(int16 weight);
    void end_row();
    void take_columns(TupleTableSlot* row, columns to);
    void compute_columns(TupleTableSlot* row, columns to);
    void prepare_formulas();
    [[nodiscard]] bool same_captured(TupleTableSlot* before, TupleTableSlot* after);
    [[nodiscard]] TupleTableSlot* next_in_batch();
    void flush();

    capture_mapping* mapping_;
    Relation table_;
    Relation buffer_;
    CommandId command_;
    Datum transaction_;
    bool batched_;
    int waiting_;
    BulkInsertStateData* bulk_;
    void note_place(BlockNumber written);

    /// Where to say which blocks were written; null if no consumer counts them.
    buffer_place* place_;
    BlockNumber noted_;
    MemoryContext scratch_;
    /// For virtual columns: null if there are none.
    EState* execution_;
    ExprState** formulas_;
};

} // namespace pgt::pg
