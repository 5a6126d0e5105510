/// `changed_rows`: the rows of a source that a trigger was given, kept until the stream tables that follow in the transaction have applied them.
/// Only for .cpp files below src/pgext/pg.
#pragma once

#include "pg/capture/change_buffer.hpp"
#include "pg/capture/net_rows.hpp"
#include "pg/query/delta_store.hpp"

#include <cstddef>
#include <span>
#include <vector>

#include "pg/boundary/server.hpp"

extern "C" {
#include <commands/trigger.h>
#include <executor/tuptable.h>
#include <nodes/execnodes.h>
#include <utils/tuplestore.h>
}

namespace pgt::pg {

/// Whole rows, in the columns of the source. They last as long as the transaction, whatever subtransaction they were collected in; those of the statement
/// whose trigger is running are left where the server keeps them, until `own`.
class changed_rows {
  public:
    explicit changed_rows(oid source) : source_(source) {}
    changed_rows(const changed_rows&) = delete;
    changed_rows& operator=(const changed_rows&) = delete;
    ~changed_rows();

    /// Adds what the trigger tells of. False if that is nothing: no row was changed, or its table is no part of the source any more.
    [[nodiscard]] bool collect(const TriggerData& fired);
    /// Copies rows that the server would free after the trigger that has collected them. To be called before that returns.
    void own();
    /// Whether rows as the source has them now may be added: a command may have altered it since the first ones.
    [[nodiscard]] bool takes(const TriggerData& fired) const;
    /// Whether the rows of both have the same columns.
    [[nodiscard]] bool is_alike(const changed_rows& other) const;
    /// Adds the rows of another one, which is alike.
    void add(const changed_rows& other);

    [[nodiscard]] oid source() const noexcept { return source_; }
    /// TRUNCATE has deleted rows that are not here.
    [[nodiscard]] bool is_truncated() const noexcept { return truncated_; }
    [[nodiscard]] std::size_t size() const;

    /// Calls `take(slot, weight)` with each row. Only inside `call`.
    template <class Take> void each(TupleTableSlot* slot, Take take) const {
        each_of(deleted_, slot, -1, take);
        each_of(inserted_, slot, +1, take);
    }
    [[nodiscard]] TupleDesc description() const noexcept { return description_; }

  private:
    template <class Take>
    static void each_of(Tuplestorestate* rows, TupleTableSlot* slot, std::int32_t weight, Take take) {
        if (rows == nullptr) return;
        tuplestore_select_read_pointer(rows, 0); // another trigger may have read it before
        tuplestore_rescan(rows);
        while (tuplestore_gettupleslot(rows, true, false, slot)) take(slot, weight);
        ExecClearTuple(slot);
    }
    [[nodiscard]] bool may_borrow(const TriggerData& fired) const;
    void borrow(const TriggerData& fired);
    void copy_borrowed();
    void begin(Relation source);
    void begin_with(const TriggerData& fired);
    void copy(const TriggerData& fired);
    [[nodiscard]] Tuplestorestate* begun(Tuplestorestate*& rows);

    oid source_;
    bool truncated_ = false;
    bool borrowed_ = false;          ///< rows and their description are the server's
    MemoryContext memory_ = nullptr; ///< null until rows are kept here
    TupleDesc description_ = nullptr;
    Tuplestorestate* deleted_ = nullptr; ///< null: none; as is the other
    Tuplestorestate* inserted_ = nullptr;
};

/// Whether a statement has left these columns of the source as they were, row by row. Only for a trigger on the source itself, after an UPDATE. Only inside `call`.
[[nodiscard]] bool leaves_unchanged(const TriggerData& fired, oid source,
                                    std::span<const column_number> columns);

/// Makes a delta of rows of a source: the columns that are wanted, with weights, identical rows added up.
class delta_reader {
  public:
    delta_reader(oid source, const buffer_request& wanted);
    delta_reader(const delta_reader&) = delete;
    delta_reader& operator=(const delta_reader&) = delete;
    ~delta_reader();

    void add(const changed_rows& rows);
    /// Says whether no two rows of the result are identical.
    [[nodiscard]] bool finish();
    [[nodiscard]] delta_store& result() noexcept { return result_; }

  private:
    void prepare_formulas();
    void take(TupleTableSlot* row, std::int32_t weight);

    relation source_;
    std::vector<wanted_column> columns_;
    delta_store result_;
    net_rows net_;
    std::vector<Datum> values_;
    std::vector<char> nulls_;          ///< not of bool, whose bits cannot be pointed to
    EState* execution_ = nullptr;      ///< for virtual columns: null if there are none
    std::vector<ExprState*> formulas_; ///< null where the value stands in the row
    AttrNumber last_ = 0;
};

} // namespace pgt::pg
