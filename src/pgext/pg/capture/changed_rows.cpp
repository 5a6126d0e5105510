#include "pg/capture/changed_rows.hpp"

#include "pg/access/lock.hpp"

#include <algorithm>
#include <utility>

#include "pg/boundary/guard.hpp"
#include "pg/capture/moved_rows.hpp"
#include "pg/ddl/ancestry.hpp"

extern "C" {
#include <access/attmap.h>
#include <access/table.h>
#include <access/tupconvert.h>
#include <executor/executor.h>
#include <miscadmin.h>
#include <rewrite/rewriteHandler.h>
#include <utils/datum.h>
#include <utils/memutils.h>
#include <utils/rel.h>
#include <utils/resowner.h>
}

namespace pgt::pg {
namespace {

bool has_rows(Tuplestorestate* rows) { return rows != nullptr && tuplestore_tuple_count(rows) > 0; }

bool tells_of_rows(const TriggerData& fired) {
    return TRIGGER_FIRED_FOR_ROW(fired.tg_event) || is_incomplete(fired) || has_rows(fired.tg_oldtable) ||
           has_rows(fired.tg_newtable);
}

/// Writes rows of a table as rows of the source that it is a part of.
struct row_mover {
    AttrMap* map;          ///< null: the table is the source
    TupleTableSlot* read;  ///< a row of the table
    TupleTableSlot* moved; ///< the same as a row of the source

    void move(TupleTableSlot* row, Tuplestorestate* to) const {
        tuplestore_puttupleslot(to, map == nullptr ? row : execute_attr_map_slot(map, row, moved));
    }
    void move_all(Tuplestorestate* from, Tuplestorestate* to) const {
        tuplestore_select_read_pointer(from, 0);
        tuplestore_rescan(from); // another trigger may have read it before
        while (tuplestore_gettupleslot(from, true, false, read)) {
            CHECK_FOR_INTERRUPTS();
            move(read, to);
        }
        ExecClearTuple(read);
    }
};

row_mover mover_for(Relation table, Oid source, TupleDesc of_source) {
    row_mover mover{.map = nullptr,
                    .read = MakeSingleTupleTableSlot(RelationGetDescr(table), &TTSOpsMinimalTuple),
                    .moved = nullptr};
    if (RelationGetRelid(table) == source) return mover;
    mover.map = build_attrmap_by_name(RelationGetDescr(table), of_source, false);
    mover.moved = MakeSingleTupleTableSlot(of_source, &TTSOpsVirtual);
    return mover;
}

void drop(const row_mover& mover) {
    ExecDropSingleTupleTableSlot(mover.read);
    if (mover.moved != nullptr) ExecDropSingleTupleTableSlot(mover.moved);
}

} // namespace

changed_rows::~changed_rows() {
    if (memory_ == nullptr) return;
    call_in_destructor([this] {
        if (deleted_ != nullptr) tuplestore_end(deleted_);
        if (inserted_ != nullptr) tuplestore_end(inserted_);
        MemoryContextDelete(memory_);
    });
}

void changed_rows::begin(Relation source) {
    if (memory_ != nullptr) return;
    memory_ = AllocSetContextCreate(TopTransactionContext, "pg_trickle changed rows", ALLOCSET_DEFAULT_SIZES);
    MemoryContext const before = MemoryContextSwitchTo(memory_);
    // With the defaults of columns that were added later, which older rows lack.
    description_ = CreateTupleDescCopyConstr(RelationGetDescr(source));
    MemoryContextSwitchTo(before);
}

void changed_rows::begin_with(const TriggerData& fired) {
    if (memory_ != nullptr) return;
    if (RelationGetRelid(fired.tg_relation) == source_) return begin(fired.tg_relation);
    const Relation source = table_open(source_, AccessShareLock);
    begin(source);
    table_close(source, NoLock);
}

/// Temporary files, too, belong to the transaction as a whole.
Tuplestorestate* changed_rows::begun(Tuplestorestate*& rows) {
    if (rows != nullptr) return rows;
    MemoryContext const before = MemoryContextSwitchTo(memory_);
    ResourceOwner const owner = CurrentResourceOwner;
    CurrentResourceOwner = TopTransactionResourceOwner;
    rows = tuplestore_begin_heap(false, false, work_mem);
    CurrentResourceOwner = owner;
    MemoryContextSwitchTo(before);
    return rows;
}

void changed_rows::copy(const TriggerData& fired) {
    const row_mover mover = mover_for(fired.tg_relation, source_, description_);
    if (!TRIGGER_FIRED_FOR_ROW(fired.tg_event)) {
        if (has_rows(fired.tg_oldtable)) mover.move_all(fired.tg_oldtable, begun(deleted_));
        if (has_rows(fired.tg_newtable)) mover.move_all(fired.tg_newtable, begun(inserted_));
    } else if (TRIGGER_FIRED_BY_UPDATE(fired.tg_event)) {
        mover.move(fired.tg_trigslot, begun(deleted_));
        mover.move(fired.tg_newslot, begun(inserted_));
    } else {
        mover.move(fired.tg_trigslot, begun(TRIGGER_FIRED_BY_INSERT(fired.tg_event) ? inserted_ : deleted_));
    }
    drop(mover);
}

/// Of the first statement, where all rows are known and none has to be moved into other columns.
bool changed_rows::may_borrow(const TriggerData& fired) const {
    return memory_ == nullptr && !borrowed_ && RelationGetRelid(fired.tg_relation) == source_ &&
           !TRIGGER_FIRED_FOR_ROW(fired.tg_event) && !is_incomplete(fired);
}

void changed_rows::borrow(const TriggerData& fired) {
    if (has_rows(fired.tg_oldtable)) deleted_ = fired.tg_oldtable;
    if (has_rows(fired.tg_newtable)) inserted_ = fired.tg_newtable;
    description_ = RelationGetDescr(fired.tg_relation);
    borrowed_ = true;
}

void changed_rows::copy_borrowed() {
    if (!borrowed_) return;
    Tuplestorestate* const deleted = std::exchange(deleted_, nullptr);
    Tuplestorestate* const inserted = std::exchange(inserted_, nullptr);
    borrowed_ = false;
    const Relation source = table_open(source_, AccessShareLock);
    begin(source);
    const row_mover mover = mover_for(source, source_, description_);
    if (deleted != nullptr) mover.move_all(deleted, begun(deleted_));
    if (inserted != nullptr) mover.move_all(inserted, begun(inserted_));
    drop(mover);
    table_close(source, NoLock);
}

void changed_rows::own() {
    if (borrowed_) call([this] { copy_borrowed(); });
}

bool changed_rows::collect(const TriggerData& fired) {
    return call([&] {
        // A table that is no part of the source was detached while the event triggers were disabled.
        if (!tells_of_rows(fired) || !is_part_of(RelationGetRelid(fired.tg_relation), source_)) return false;
        if (may_borrow(fired)) {
            borrow(fired);
            return true;
        }
        copy_borrowed();
        begin_with(fired);
        if (is_incomplete(fired)) {
            truncated_ = true;
        } else {
            copy(fired);
        }
        return true;
    });
}

bool changed_rows::takes(const TriggerData& fired) const {
    if (RelationGetRelid(fired.tg_relation) == source_) {
        return call([&] { return equalRowTypes(description_, RelationGetDescr(fired.tg_relation)); });
    }
    return call([&] {
        const Relation source = table_open(source_, AccessShareLock);
        const bool same = equalRowTypes(description_, RelationGetDescr(source));
        table_close(source, NoLock);
        return same;
    });
}

bool changed_rows::is_alike(const changed_rows& other) const {
    return call([&] { return equalRowTypes(description_, other.description_); });
}

namespace {

void append(Tuplestorestate* from, Tuplestorestate* to, TupleTableSlot* slot) {
    tuplestore_select_read_pointer(from, 0);
    tuplestore_rescan(from);
    while (tuplestore_gettupleslot(from, true, false, slot)) {
        CHECK_FOR_INTERRUPTS();
        tuplestore_puttupleslot(to, slot);
    }
    ExecClearTuple(slot);
}

} // namespace

void changed_rows::add(const changed_rows& other) {
    call([&] {
        copy_borrowed();
        truncated_ = truncated_ || other.truncated_;
        TupleTableSlot* const slot = MakeSingleTupleTableSlot(description_, &TTSOpsMinimalTuple);
        if (other.deleted_ != nullptr) append(other.deleted_, begun(deleted_), slot);
        if (other.inserted_ != nullptr) append(other.inserted_, begun(inserted_), slot);
        ExecDropSingleTupleTableSlot(slot);
    });
}

namespace {

/// The value of a virtual column stands in no row.
bool has_virtual(TupleDesc description, std::span<const column_number> columns) {
    return std::ranges::any_of(columns, [description](column_number number) {
        return TupleDescAttr(description, number - 1)->attgenerated == ATTRIBUTE_GENERATED_VIRTUAL;
    });
}

/// Whether the values of these columns have the same bytes in both rows.
bool are_identical(TupleTableSlot* one, TupleTableSlot* other, std::span<const column_number> columns) {
    for (const column_number number : columns) {
        bool is_null = false;
        bool is_other_null = false;
        const Datum value = slot_getattr(one, number, &is_null);
        const Datum other_value = slot_getattr(other, number, &is_other_null);
        if (is_null != is_other_null) return false;
        const CompactAttribute& column = *TupleDescCompactAttr(one->tts_tupleDescriptor, number - 1);
        if (!is_null && !datumIsEqual(value, other_value, column.attbyval, column.attlen)) return false;
    }
    return true;
}

bool are_identical(Tuplestorestate* before, Tuplestorestate* after, TupleDesc description,
                   std::span<const column_number> columns) {
    TupleTableSlot* const one = MakeSingleTupleTableSlot(description, &TTSOpsMinimalTuple);
    TupleTableSlot* const other = MakeSingleTupleTableSlot(description, &TTSOpsMinimalTuple);
    for (Tuplestorestate* const rows : {before, after}) {
        tuplestore_select_read_pointer(rows, 0);
        tuplestore_rescan(rows);
    }
    bool same = true;
    while (same && tuplestore_gettupleslot(before, true, false, one) &&
           tuplestore_gettupleslot(after, true, false, other)) {
        CHECK_FOR_INTERRUPTS();
        same = are_identical(one, other, columns);
    }
    ExecDropSingleTupleTableSlot(one);
    ExecDropSingleTupleTableSlot(other);
    return same;
}

} // namespace

/// Old and new rows need not be pairs: whatever their order, as many identical ones have come as have gone.
bool leaves_unchanged(const TriggerData& fired, oid source, std::span<const column_number> columns) {
    if (!TRIGGER_FIRED_BY_UPDATE(fired.tg_event) || !TRIGGER_FIRED_FOR_STATEMENT(fired.tg_event))
        return false;
    if (is_incomplete(fired)) return false;
    if (RelationGetRelid(fired.tg_relation) != source || !has_rows(fired.tg_oldtable) ||
        !has_rows(fired.tg_newtable) || has_virtual(RelationGetDescr(fired.tg_relation), columns)) {
        return false;
    }
    return tuplestore_tuple_count(fired.tg_oldtable) == tuplestore_tuple_count(fired.tg_newtable) &&
           are_identical(fired.tg_oldtable, fired.tg_newtable, RelationGetDescr(fired.tg_relation), columns);
}

std::size_t changed_rows::size() const {
    const auto count = [](Tuplestorestate* rows) {
        return rows == nullptr ? std::size_t{0} : static_cast<std::size_t>(tuplestore_tuple_count(rows));
    };
    return count(deleted_) + count(inserted_);
}

delta_reader::delta_reader(oid source, const buffer_request& wanted)
    : source_(source, lock_mode::access_share),
      columns_(wanted.columns.begin(), wanted.columns.end()),
      result_(wanted.name, columns_of(wanted.columns)),
      net_(result_),
      values_(columns_.size() + 1),
      nulls_(columns_.size() + 1, 0),
      formulas_(columns_.size(), nullptr) {
    for (const wanted_column& one : columns_) last_ = std::max(last_, one.number);
    call([this] { prepare_formulas(); });
}

delta_reader::~delta_reader() {
    if (execution_ != nullptr) call_in_destructor([this] { FreeExecutorState(execution_); });
}

/// Virtual columns are not in the rows: their formulas are run on them.
void delta_reader::prepare_formulas() {
    const TupleDesc description = RelationGetDescr(source_.get());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const AttrNumber number = columns_[i].number;
        if (TupleDescAttr(description, number - 1)->attgenerated != ATTRIBUTE_GENERATED_VIRTUAL) continue;
        if (execution_ == nullptr) execution_ = CreateExecutorState();
        formulas_[i] = ExecPrepareExpr(
            reinterpret_cast<Expr*>(build_generation_expression(source_.get(), number)), execution_);
    }
}

void delta_reader::take(TupleTableSlot* row, std::int32_t weight) {
    slot_getsomeattrs(row, last_);
    auto* const nulls = reinterpret_cast<bool*>(nulls_.data());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (formulas_[i] != nullptr) continue;
        values_[i] = row->tts_values[columns_[i].number - 1];
        nulls[i] = row->tts_isnull[columns_[i].number - 1];
    }
    if (execution_ != nullptr) {
        ExprContext* const context = GetPerTupleExprContext(execution_);
        ResetExprContext(context);
        context->ecxt_scantuple = row;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (formulas_[i] == nullptr) continue;
            values_[i] = ExecEvalExprSwitchContext(formulas_[i], context, &nulls[i]);
        }
    }
    net_.add(values_.data(), nulls, weight);
}

void delta_reader::add(const changed_rows& rows) {
    call([&] {
        TupleTableSlot* const slot = MakeSingleTupleTableSlot(rows.description(), &TTSOpsMinimalTuple);
        rows.each(slot, [this](TupleTableSlot* row, std::int32_t weight) { take(row, weight); });
        ExecDropSingleTupleTableSlot(slot);
    });
}

bool delta_reader::finish() {
    call([this] { net_.finish(); });
    return net_.complete();
}

} // namespace pgt::pg
