/// The trigger function on the sources of stream tables in mode IMMEDIATE.
#include "immediate/apply_changes.hpp"
#include "immediate/readers.hpp"
#include "pg/capture/statement_changes.hpp"
#include "pg/value/function.hpp"

#include <span>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

/// The stream tables that follow from changes of a source, locked: before any row of it is changed, so that a writer that waits
/// for another one holds no row that this one may want.
std::vector<pg::oid> locked_readers(pg::oid source) {
    std::vector<pg::oid> readers =
        immediate_readers(std::span(&source, 1), immediate_readers::as_of::now).in_order();
    lock_for_upkeep(readers);
    return readers;
}

pg::nullable_datum follow_statement(const pg::function_call& call) {
    const auto [source, phase, kind] = pg::statement_event_of(call);
    switch (phase) {
    case pg::statement_phase::begins: pg::open_statement(source, locked_readers(source)); break;
    case pg::statement_phase::ends:
        pg::collect_rows(call, source);
        pg::close_statement(source);
        apply_changes(kind);
        break;
    case pg::statement_phase::replicated:
        if (!pg::is_open_until_commit(source)) { pg::open_until_commit(source, locked_readers(source)); }
        pg::collect_rows(call, source);
        break;
    }
    return {.value = 0, .is_null = false};
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_upkeep, follow_statement);
