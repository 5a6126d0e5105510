/// `query_facts`: what an analysed query reads and calls, views included. Only for .cpp files below src/pgext/pg.
#pragma once

#include "pg/server.hpp"

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

    relation* relations = nullptr;   ///< each once, in the order of their first mention
    function* functions = nullptr;   ///< each once
    bool has_value_function = false; ///< CURRENT_DATE, CURRENT_USER, ...

    /// What is read and with which rights, as the executor checks it; what views read, also with those of the current user.
    List* range_table = nullptr;
    List* permissions = nullptr;
};

/// Call it inside `call`.
query_facts* collect_facts(Query* query);

} // namespace pgt::pg
