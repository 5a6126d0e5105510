/// `own_triggers`: what hands changes of a stream table on, fired without the executor. For the sources that write tables by themselves.
#pragma once

#include "pg/boundary/guard.hpp"

extern "C" {
#include <commands/trigger.h>
#include <executor/tuptable.h>
#include <nodes/nodes.h>
#include <utils/rel.h>
#include <utils/tuplestore.h>
}

namespace pgt::pg {

/// Whether a trigger is one of ours for whole statements, which is told of the rows by their tables: capture, or upkeep in the transaction. Only inside `call`, as all
/// that follows.
[[nodiscard]] bool is_own_trigger(const Trigger& one);

/// Whether triggers that are enabled as this one fire in the session.
[[nodiscard]] bool is_enabled(const Trigger& one);

/// The triggers for one run, of which each is called as by a MERGE: before the first row and after the last, once for each kind of change that there may be. Plain data: an
/// error forgets its memory with that around it.
struct own_triggers {
    MemoryContext memory; ///< null: there are none, and nothing that follows does anything
    Relation table;
    const TriggerDesc* all;
    bool inserts; ///< whether there may be such changes
    bool updates;
    bool deletes;
    Tuplestorestate* inserted;    ///< these are null while no row is in them
    Tuplestorestate* updated;     ///< as they were
    Tuplestorestate* updated_now; ///< the same rows, in the same order
    Tuplestorestate* deleted;

    /// Copies what the server keeps of the triggers of a table.
    [[nodiscard]] static own_triggers of(Relation table);
    [[nodiscard]] bool any() const { return memory != nullptr; }
    void note_kind(CmdType command);
    void fire_before() const;
    /// Notes a change that was made.
    void take(CmdType command, TupleTableSlot* before, TupleTableSlot* after);
    void fire_after() const;
    void end() const;
};

} // namespace pgt::pg
