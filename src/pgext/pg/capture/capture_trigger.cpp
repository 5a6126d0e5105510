/// The trigger function that writes changes of a table into its buffer.
///
/// What runs per row is plain code on plain data: it makes no object that has a destructor, and stands behind
/// one guard as a whole. What it keeps from one statement to the next belongs to memory contexts of the
/// server.
#include "pg/boundary/crash_point.hpp"
#include "pg/boundary/guard.hpp"
#include "pg/capture/buffer_format.hpp"
#include "pg/capture/capture_mapping.hpp"
#include "pg/capture/change_writer.hpp"
#include "pg/capture/moved_rows.hpp"
#include "pg/capture/running_writes.hpp"
#include "pg/value/function.hpp"
#include "pg/worker/change_notes.hpp"

extern "C" {
#include <access/heapam.h>
#include <access/xact.h>
#include <commands/trigger.h>
#include <executor/tuptable.h>
#include <utils/rel.h>
#include <utils/tuplestore.h>
}

namespace pgt::pg {
namespace {

bool next_row(Tuplestorestate* rows, TupleTableSlot* slot) {
    return tuplestore_gettupleslot(rows, true, false, slot);
}

/// From the start: another trigger of the statement may have read it before.
void rewind(Tuplestorestate* rows) {
    tuplestore_select_read_pointer(rows, 0);
    tuplestore_rescan(rows);
}

int64 count_of(Tuplestorestate* rows) { return rows == nullptr ? 0 : tuplestore_tuple_count(rows); }

void write_all(change_writer& writer, Tuplestorestate* rows, TupleTableSlot* slot, int16 weight) {
    if (count_of(rows) == 0) return;
    rewind(rows);
    while (next_row(rows, slot)) writer.write(slot, weight);
    ExecClearTuple(slot);
}

/// Old and new rows stand in the same order, so those that did not change in what is captured are easy to
/// leave out.
void write_pairs(change_writer& writer, Tuplestorestate* before, Tuplestorestate* after) {
    capture_mapping& mapping = writer.mapping();
    rewind(before);
    rewind(after);
    while (next_row(before, mapping.old_row) && next_row(after, mapping.new_row))
        writer.write_pair(mapping.old_row, mapping.new_row);
    ExecClearTuple(mapping.old_row);
    ExecClearTuple(mapping.new_row);
}

void capture_statement(change_writer& writer, const TriggerData& fired) {
    capture_mapping& mapping = writer.mapping();
    Tuplestorestate* const before = fired.tg_oldtable;
    Tuplestorestate* const after = fired.tg_newtable;
    if (count_of(before) == count_of(after)) return write_pairs(writer, before, after);
    write_all(writer, before, mapping.old_row, -1);
    write_all(writer, after, mapping.new_row, +1);
}

void capture_row(change_writer& writer, const TriggerData& fired) {
    if (TRIGGER_FIRED_BY_UPDATE(fired.tg_event))
        return writer.write_pair(fired.tg_trigslot, fired.tg_newslot);
    writer.write(fired.tg_trigslot, TRIGGER_FIRED_BY_INSERT(fired.tg_event) ? +1 : -1);
}

/// How many changes there may be.
int64 expected_changes(const TriggerData& fired) {
    if (TRIGGER_FIRED_FOR_ROW(fired.tg_event)) return TRIGGER_FIRED_BY_UPDATE(fired.tg_event) ? 2 : 1;
    if (is_incomplete(fired)) return 1;
    return count_of(fired.tg_oldtable) + count_of(fired.tg_newtable);
}

/// What the statement did that is captured now. Of a row nothing is said: others may follow.
write_events captured_events(const TriggerData& fired) {
    if (TRIGGER_FIRED_FOR_ROW(fired.tg_event)) return no_event;
    if (TRIGGER_FIRED_BY_TRUNCATE(fired.tg_event)) return truncates;
    if (TRIGGER_FIRED_BY_UPDATE(fired.tg_event)) return updates;
    return TRIGGER_FIRED_BY_INSERT(fired.tg_event) ? inserts : deletes;
}

void capture(const TriggerData& fired) {
    if (const write_events events = captured_events(fired); events != no_event)
        note_capture(RelationGetRelid(fired.tg_relation), events);
    const int64 expected = expected_changes(fired);
    if (expected == 0) return; // without giving the transaction a number
    change_writer writer;
    if (!writer.open(*fired.tg_trigger, fired.tg_relation, expected)) return;
    note_captured(writer.mapping().source);
    crash_point("capture.begin");
    if (is_incomplete(fired)) {
        writer.write_truncate();
        crash_point("capture.truncate");
    } else if (TRIGGER_FIRED_FOR_ROW(fired.tg_event)) {
        capture_row(writer, fired);
    } else {
        capture_statement(writer, fired);
    }
    writer.close();
    crash_point("capture.end");
}

nullable_datum capture_trigger(const function_call& caller) {
    FunctionCallInfoBaseData* const info = caller.info();
    call([info] {
        if (!CALLED_AS_TRIGGER(info)) {
            ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
                            errmsg("pgtrickle.capture() can only be called as a trigger")));
        }
        capture(*reinterpret_cast<const TriggerData*>(info->context));
    });
    return {.value = 0, .is_null = false};
}

} // namespace
} // namespace pgt::pg

PGT_SQL_FUNCTION(pgtrickle_capture, pgt::pg::capture_trigger);
