/// `capture_mapping`: which columns of a table go to which of a buffer. Only for .cpp files below src/pgext/pg.
#pragma once

#include "pg/boundary/server.hpp"

extern "C" {
#include <commands/trigger.h>
#include <executor/tuptable.h>
#include <utils/reltrigger.h>
}

namespace pgt::pg {

/// For one trigger. It is kept as long as the process lives, and made again when the table, the source or the
/// buffer has changed its definition. Plain data, in a memory context of its own.
struct capture_mapping {
    Oid trigger; // the key
    Oid table;
    Oid source;
    Oid buffer;
    bool valid;
    /// The table is no longer a part of the source: what happens in it is of no concern.
    bool stray;
    /// In use; still set at the next use if that ended in an error, after which nothing in it can be trusted.
    bool busy;
    MemoryContext memory;

    /// How many columns the buffer has, and for each the number of the table's column it takes; 0 for none.
    int columns;
    AttrNumber* from;
    /// The highest of these numbers.
    AttrNumber last;
    /// Some are virtual: their values have to be computed.
    bool computes;

    /// To read rows of the table with.
    TupleTableSlot* old_row;
    TupleTableSlot* new_row;
    /// A row of the buffer.
    TupleDesc buffer_description;
    Datum* values;
    bool* nulls;
    /// To write several rows of the buffer at once with; made when they are first needed.
    TupleTableSlot** batch;
    int batch_made;
};

/// The mapping of a trigger on `table`, and its buffer, open for writing until the caller closes it. Raises an
/// error if there is no buffer: a change must not get lost. Only inside `call`.
struct open_mapping {
    capture_mapping* mapping;
    Relation buffer;
};
[[nodiscard]] open_mapping find_mapping(const Trigger& trigger, Relation table);

} // namespace pgt::pg
