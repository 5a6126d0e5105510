/// `query_facts`: what an analysed query reads and calls, views included. Only for .cpp files below src/pgext/pg.
#pragma once

#include "pg/boundary/server.hpp"

extern "C" {
#include <nodes/parsenodes.h>
}

namespace pgt::pg {

/// Collected inside `call`: plain data in the current memory context.
struct query_facts {
    struct relation {
        Oid id;
        char kind;          ///< as in pg_class.relkind
        char persistence;   ///< as in pg_class.relpersistence
        Bitmapset* columns; ///< read by name, offset by FirstLowInvalidHeapAttributeNumber; 0 stands for all
        relation* next;
    };
    struct function {
        Oid id;
        char volatility; ///< as in pg_proc.provolatile
        int position;    ///< byte in the text of the query; -1: not in the text itself
        function* next;
    };
    /// Parts of the query that are reported by their names: `now()`, CURRENT_DATE, `operator -(date,integer)`.
    struct mention {
        const char* name;
        int position;         ///< as above
        bool decides_on_rows; ///< it is used elsewhere than in the select list of the result
        mention* next;
    };

    relation* relations = nullptr; ///< each once, in the order of their first mention
    function* functions = nullptr; ///< each once
    mention* unsettled =
        nullptr; ///< what is stable and may have another value at the next refresh; each once
    mention* clock =
        nullptr; ///< the clock, where conditions compare it with values of rows; each of its names once
    mention* unprintable =
        nullptr; ///< whose operator the text does not name, although another one may be meant
    mention* ambiguous = nullptr;   ///< whose text does not say all that is meant
    bool reads_search_path = false; ///< CURRENT_SCHEMA and the like

    /// What is read with the privileges of which role, as the executor checks it; relations behind views also with those of the current user.
    List* range_table = nullptr;
    List* permissions = nullptr;
    List* schemas = nullptr; ///< in which the query itself, no view in it, found relations
};

/// Call it inside `call`.
query_facts* collect_facts(Query* query);

} // namespace pgt::pg
