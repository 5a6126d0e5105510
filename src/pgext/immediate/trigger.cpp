/// The trigger function on the sources of stream tables in mode IMMEDIATE or ON COMMIT.
#include "immediate/apply_changes.hpp"
#include "immediate/readers.hpp"
#include "pg/access/lock.hpp"
#include "pg/capture/statement_changes.hpp"
#include "pg/value/function.hpp"

#include <span>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

/// The stream tables that follow from changes of a source, locked, or shared with writers that lock the rows that they touch: before any row
/// of the source is changed, so that a writer that waits for a table holds no row that another one may want. Those in mode ON COMMIT are locked by the
/// commit; those in mode IMMEDIATE that follow from them are locked now, so that no transaction waits for one while it holds another.
/// TRUNCATE compares with the query, which takes all of the table. What they read is locked first, as every command does that locks more than one of these.
std::vector<pg::oid> locked_readers(pg::oid source, pg::write_kind kind) {
    const auto all = kept_upkeep_readers(std::span(&source, 1), apply_moment::commit);
    const upkeep_locks& locks = all->locks_at(moment_of_statement());
    for (const pg::oid one : locks.reads) { pg::lock_relation(one, pg::lock_mode::access_share); }
    lock_for_upkeep(kind == pg::write_kind::truncates ? locks.whole : locks.tables);
    return locks.readers;
}

/// Whether a statement has changed nothing that a stream table reads.
bool is_without_effect(const pg::function_call& call, pg::oid source, pg::write_kind kind) {
    if (kind != pg::write_kind::updates) { return false; }
    const std::vector<pg::column_number>* const read = columns_read(source);
    return read != nullptr && pg::leaves_unchanged(call, source, *read);
}

pg::nullable_datum follow_statement(const pg::function_call& call) {
    const auto [source, phase, kind] = pg::statement_event_of(call);
    switch (phase) {
    case pg::statement_phase::begins: pg::open_statement(source, locked_readers(source, kind)); break;
    case pg::statement_phase::ends:
        if (!is_without_effect(call, source, kind)) { pg::collect_rows(call, source, is_by_refresh()); }
        pg::close_statement(source);
        apply_changes(moment_of_statement(), kind);
        pg::own_collected_rows();
        break;
    case pg::statement_phase::replicated:
        if (!pg::is_open_until_commit(source)) {
            pg::open_until_commit(source, locked_readers(source, kind));
        }
        pg::collect_rows(call, source, is_by_refresh());
        break;
    }
    return {.value = 0, .is_null = false};
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_upkeep, follow_statement);
