#include "pg/capture/change_writer.hpp"

#include "pg/boundary/crash_point.hpp"
#include "pg/capture/buffer_format.hpp"

extern "C" {
#include <access/attmap.h>
#include <access/heapam.h>
#include <access/table.h>
#include <access/xact.h>
#include <access/xlog.h>
#include <executor/executor.h>
#include <miscadmin.h>
#include <rewrite/rewriteHandler.h>
#include <rewrite/rewriteManip.h>
#include <utils/datum.h>
#include <utils/rel.h>
#include <utils/xid8.h>
}

namespace pgt::pg {
namespace {

/// Up to so many rows are written one by one, which costs less than a batch.
constexpr int64 max_rows_one_by_one = 4;
/// The rows of a batch; more than fill a page would gain nothing.
constexpr int batch_size = 64;
/// From so many rows on, the page that was written last is kept at hand.
constexpr int64 min_rows_for_bulk_insert = 1000;

/// What a logical replica must not see. The server does not know this of batches.
constexpr int options_of_row = HEAP_INSERT_NO_LOGICAL;
constexpr int options_of_batch = 0;

/// Whether two values have the same image; may say no of equal ones where finding out would cost reading them.
bool same_image(Datum left, Datum right, const CompactAttribute& column) {
    if (column.attlen != -1) return datum_image_eq(left, right, column.attbyval, column.attlen);
    const auto* const one = reinterpret_cast<const varlena*>(DatumGetPointer(left));
    const auto* const other = reinterpret_cast<const varlena*>(DatumGetPointer(right));
    const Size size = VARSIZE_ANY(one);
    if (size == VARSIZE_ANY(other) && memcmp(one, other, size) == 0) return true;
    if (VARATT_IS_EXTERNAL(one) || VARATT_IS_EXTERNAL(other)) return false;
    return datum_image_eq(left, right, false, -1);
}

} // namespace

bool change_writer::open(const Trigger& trigger, Relation table, int64 expected) {
    const open_mapping found = find_mapping(trigger, table);
    if (found.mapping->stray) {
        table_close(found.buffer, RowExclusiveLock);
        return false;
    }
    mapping_ = found.mapping;
    mapping_->busy = true;
    table_ = table;
    buffer_ = found.buffer;
    command_ = GetCurrentCommandId(true);
    // Only rows that are written one by one can be kept from logical decoding.
    batched_ = expected > max_rows_one_by_one && !XLogLogicalInfoActive();
    waiting_ = 0;
    bulk_ = expected >= min_rows_for_bulk_insert ? GetBulkInsertState() : nullptr;
    scratch_ = batched_
                   ? AllocSetContextCreate(CurrentMemoryContext, "pg_trickle capture", ALLOCSET_DEFAULT_SIZES)
                   : CurrentMemoryContext;
    execution_ = nullptr;
    transaction_ = FullTransactionIdGetDatum(GetTopFullTransactionId());
    place_ = find_place(buffer_); // now that the transaction has its number
    noted_ = InvalidBlockNumber;
    return true;
}

change_writer::columns change_writer::begin_row(int16 weight) {
    columns to = {mapping_->values, mapping_->nulls};
    if (batched_) {
        TupleTableSlot* const slot = next_in_batch();
        to = {slot->tts_values, slot->tts_isnull};
    }
    to.values[buffer_format::transaction - 1] = transaction_;
    to.values[buffer_format::command - 1] = UInt32GetDatum(command_);
    to.values[buffer_format::weight - 1] = Int16GetDatum(weight);
    for (int i = 0; i < buffer_format::own_columns; ++i) to.nulls[i] = false;
    return to;
}

void change_writer::end_row() {
    if (batched_) {
        TupleTableSlot* const slot = mapping_->batch[waiting_];
        ExecStoreVirtualTuple(slot);
        ExecMaterializeSlot(slot); // the row that it was taken from does not stay
        if (++waiting_ == batch_size) flush();
        return;
    }
    const HeapTuple tuple = heap_form_tuple(mapping_->buffer_description, mapping_->values, mapping_->nulls);
    heap_insert(buffer_, tuple, command_, options_of_row, bulk_);
    note_place(ItemPointerGetBlockNumber(&tuple->t_self));
    heap_freetuple(tuple);
}

void change_writer::take_columns(TupleTableSlot* row, columns to) {
    const capture_mapping& mapping = *mapping_;
    slot_getsomeattrs(row, mapping.last);
    for (int i = buffer_format::own_columns; i < mapping.columns; ++i) {
        const AttrNumber from = mapping.from[i];
        to.nulls[i] = from == 0 || row->tts_isnull[from - 1];
        to.values[i] = to.nulls[i] ? Datum{0} : row->tts_values[from - 1];
    }
    if (mapping.computes) compute_columns(row, to);
}

namespace {

/// The formula of a virtual column of the source, over the columns of a table that has rows of it. A child or a partition may have
/// a formula of its own, which queries of the source do not use.
Expr* formula_over(Relation source, AttrNumber column, Relation table) {
    Node* formula = build_generation_expression(source, column);
    if (source != table) {
        bool has_whole_row = false;
        const AttrMap* const map =
            build_attrmap_by_name(RelationGetDescr(table), RelationGetDescr(source), false);
        formula = map_variable_attnos(formula, 1, 0, map, table->rd_rel->reltype, &has_whole_row);
    }
    return reinterpret_cast<Expr*>(formula);
}

} // namespace

void change_writer::prepare_formulas() {
    const capture_mapping& mapping = *mapping_;
    execution_ = CreateExecutorState();
    formulas_ = palloc0_array(ExprState*, static_cast<Size>(mapping.columns));
    const bool is_source = RelationGetRelid(table_) == mapping.source;
    const Relation source = is_source ? table_ : table_open(mapping.source, AccessShareLock);
    for (int i = buffer_format::own_columns; i < mapping.columns; ++i) {
        const AttrNumber from = mapping.from[i];
        if (from == 0) continue;
        if (TupleDescAttr(RelationGetDescr(table_), from - 1)->attgenerated != ATTRIBUTE_GENERATED_VIRTUAL)
            continue;
        const char* const name = NameStr(TupleDescAttr(mapping.buffer_description, i)->attname);
        formulas_[i] =
            ExecPrepareExpr(formula_over(source, buffer_format::source_column(name), table_), execution_);
    }
    if (!is_source) table_close(source, NoLock);
}

/// Virtual columns are not in the row: their formulas are run on it.
void change_writer::compute_columns(TupleTableSlot* row, columns to) {
    if (execution_ == nullptr) prepare_formulas();
    ExprContext* const context = GetPerTupleExprContext(execution_);
    ResetExprContext(context);
    context->ecxt_scantuple = row;
    for (int i = buffer_format::own_columns; i < mapping_->columns; ++i) {
        if (formulas_[i] != nullptr)
            to.values[i] = ExecEvalExprSwitchContext(formulas_[i], context, &to.nulls[i]);
    }
}

bool change_writer::same_captured(TupleTableSlot* before, TupleTableSlot* after) {
    const capture_mapping& mapping = *mapping_;
    slot_getsomeattrs(before, mapping.last);
    slot_getsomeattrs(after, mapping.last);
    for (int i = buffer_format::own_columns; i < mapping.columns; ++i) {
        const int from = mapping.from[i] - 1;
        if (from < 0) continue;
        if (before->tts_isnull[from] != after->tts_isnull[from]) return false;
        if (before->tts_isnull[from]) continue;
        const CompactAttribute& column = *TupleDescCompactAttr(before->tts_tupleDescriptor, from);
        if (!same_image(before->tts_values[from], after->tts_values[from], column)) return false;
    }
    return true;
}

void change_writer::write(TupleTableSlot* row, int16 weight) {
    take_columns(row, begin_row(weight));
    end_row();
}

void change_writer::write_pair(TupleTableSlot* before, TupleTableSlot* after) {
    // Virtual columns are NULL in both, and follow from others that may not be captured.
    if (!mapping_->computes && same_captured(before, after)) return;
    write(before, -1);
    write(after, +1);
}

void change_writer::write_truncate() {
    const columns to = begin_row(buffer_format::truncated);
    for (int i = buffer_format::own_columns; i < mapping_->columns; ++i) to.nulls[i] = true;
    end_row();
}

TupleTableSlot* change_writer::next_in_batch() {
    capture_mapping& mapping = *mapping_;
    MemoryContext const before = MemoryContextSwitchTo(mapping.memory);
    if (mapping.batch == nullptr)
        mapping.batch = palloc_array(TupleTableSlot*, static_cast<Size>(batch_size));
    if (waiting_ == mapping.batch_made) {
        mapping.batch[waiting_] = MakeSingleTupleTableSlot(mapping.buffer_description, &TTSOpsHeapTuple);
        ++mapping.batch_made;
    }
    MemoryContextSwitchTo(before);
    return mapping.batch[waiting_];
}

void change_writer::note_place(BlockNumber written) {
    if (place_ == nullptr || written == noted_) return;
    note_block(place_, written);
    noted_ = written;
}

void change_writer::flush() {
    crash_point("capture.flush");
    CHECK_FOR_INTERRUPTS();
    if (waiting_ == 0) return;
    MemoryContext const before = MemoryContextSwitchTo(scratch_);
    heap_multi_insert(buffer_, mapping_->batch, waiting_, command_, options_of_batch, bulk_);
    MemoryContextSwitchTo(before);
    for (int i = 0; i < waiting_; ++i) {
        note_place(ItemPointerGetBlockNumber(&mapping_->batch[i]->tts_tid));
        ExecClearTuple(mapping_->batch[i]);
    }
    MemoryContextReset(scratch_);
    waiting_ = 0;
}

void change_writer::close() {
    flush();
    if (bulk_ != nullptr) FreeBulkInsertState(bulk_);
    if (batched_) MemoryContextDelete(scratch_);
    if (execution_ != nullptr) FreeExecutorState(execution_);
    table_close(buffer_, NoLock);
    mapping_->busy = false;
}

} // namespace pgt::pg
