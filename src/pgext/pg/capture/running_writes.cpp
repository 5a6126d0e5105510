#include "pg/capture/running_writes.hpp"

#include "pg/boundary/guard.hpp"
#include "pg/capture/moved_rows.hpp"
#include "pg/ddl/ancestry.hpp"

extern "C" {
#include <access/xact.h>
#include <catalog/pg_inherits.h>
#include <commands/trigger.h>
#include <executor/executor.h>
#include <nodes/execnodes.h>
#include <nodes/parsenodes.h>
#include <nodes/plannodes.h>
#include <parser/parsetree.h>
#include <replication/logicalworker.h>
#include <storage/lmgr.h>
#include <storage/proc.h>
#include <tcop/utility.h>
#include <utils/rel.h>
#include <utils/relcache.h>
}

// Errors may jump over all of this: nothing here has a destructor.

namespace pgt::pg {
namespace {

/// What the statements of one level do to a table: a statement, and what foreign keys do in its wake.
struct table_write {
    table_write* next;
    Oid table;
    std::uint8_t expected; ///< capture has to fire for these
    std::uint8_t fired;
};

/// A statement with AFTER triggers of its own, in the memory of its execution: it is forgotten with that, or with the
/// subtransaction that its error has ended, whose memory may live on.
struct statement_level {
    statement_level* outer;
    statement_level* inner;
    MemoryContext memory;
    SubTransactionId subtransaction;
    table_write* writes;
    bool is_over;
    MemoryContextCallback at_end;
};

/// A command other than a query that writes rows. It stands on the stack.
struct utility_level {
    utility_level* outer;
    Oid captured[8];
    int captured_count;
};

ExecutorStart_hook_type start_before = nullptr;
ProcessUtility_hook_type utility_before = nullptr;

statement_level* innermost = nullptr;
/// What deferred triggers do; forgotten at the end of the transaction.
statement_level* at_commit = nullptr;
utility_level* utilities = nullptr;
/// The transaction in which the module was loaded: its first statements were not watched.
LocalTransactionId not_watched = InvalidLocalTransactionId;

void forget(void* ended) {
    auto* const level = static_cast<statement_level*>(ended);
    if (level == at_commit) {
        at_commit = nullptr;
        return;
    }
    if (level->is_over) return;
    level->is_over = true;
    if (level->inner != nullptr) level->inner->outer = level->outer;
    if (level->outer != nullptr) level->outer->inner = level->inner;
    if (innermost == level) innermost = level->outer;
}

statement_level* new_level(MemoryContext memory) {
    auto* const level =
        static_cast<statement_level*>(MemoryContextAllocZero(memory, sizeof(statement_level)));
    level->memory = memory;
    level->subtransaction = GetCurrentSubTransactionId();
    level->at_end.func = forget;
    level->at_end.arg = level;
    MemoryContextRegisterResetCallback(memory, &level->at_end);
    return level;
}

statement_level* begin_level(MemoryContext memory) {
    statement_level* const level = new_level(memory);
    level->outer = innermost;
    if (innermost != nullptr) innermost->inner = level;
    innermost = level;
    return level;
}

/// What a subtransaction that is rolled back has begun is over.
void end_subtransaction(SubXactEvent event, SubTransactionId ended, SubTransactionId parent,
                        void* /*argument*/) {
    if (event != SUBXACT_EVENT_ABORT_SUB && event != SUBXACT_EVENT_COMMIT_SUB) return;
    statement_level* outer = nullptr;
    for (statement_level* one = innermost; one != nullptr; one = outer) {
        outer = one->outer;
        if (one->subtransaction != ended) continue;
        if (event == SUBXACT_EVENT_ABORT_SUB) {
            forget(one);
        } else {
            one->subtransaction = parent;
        }
    }
}

/// With the transaction all statements are over, whatever holds their memory.
void end_transaction(XactEvent event, void* /*argument*/) {
    if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE) return;
    while (innermost != nullptr) forget(innermost);
}

/// The level at whose end the AFTER triggers of a statement fire that has none of its own.
statement_level* enclosing_level() {
    if (innermost != nullptr) return innermost;
    if (at_commit == nullptr) at_commit = new_level(TopTransactionContext);
    return at_commit;
}

void expect(statement_level* level, Oid table, std::uint8_t events) {
    for (table_write* one = level->writes; one != nullptr; one = one->next) {
        if (one->table != table) continue;
        one->expected |= events;
        one->fired = static_cast<std::uint8_t>(one->fired & ~events);
        return;
    }
    auto* const added = static_cast<table_write*>(MemoryContextAllocZero(level->memory, sizeof(table_write)));
    *added = {.next = level->writes, .table = table, .expected = events, .fired = 0};
    level->writes = added;
}

std::uint8_t events_of(CmdType operation) {
    switch (operation) {
    case CMD_INSERT: return inserts;
    case CMD_UPDATE: return updates;
    case CMD_DELETE: return deletes;
    default: return no_event;
    }
}

std::uint8_t events_of(const ModifyTable* node) {
    std::uint8_t events = events_of(node->operation);
    if (node->onConflictAction == ONCONFLICT_UPDATE) events |= updates;
    if (node->operation != CMD_MERGE) return events;
    for (int i = 0; i < list_length(node->mergeActionLists); ++i) {
        const List* const actions = static_cast<List*>(list_nth(node->mergeActionLists, i));
        for (int k = 0; k < list_length(actions); ++k)
            events |= events_of(list_nth_node(MergeAction, actions, k)->commandType);
    }
    return events;
}

void expect_of(statement_level* level, const PlannedStmt* statement, const Plan* plan) {
    if (plan == nullptr || !IsA(plan, ModifyTable)) return;
    const auto* const node = reinterpret_cast<const ModifyTable*>(plan);
    expect(level, rt_fetch(static_cast<int>(node->nominalRelation), statement->rtable)->relid,
           events_of(node));
}

void start_statement(QueryDesc* query, int flags) {
    if (start_before != nullptr) {
        start_before(query, flags);
    } else {
        standard_ExecutorStart(query, flags);
    }
    const PlannedStmt* const statement = query->plannedstmt;
    if (statement->resultRelations == NIL || (flags & EXEC_FLAG_EXPLAIN_ONLY) != 0) return;
    tell_of_moved_rows(query);
    statement_level* const level =
        (flags & EXEC_FLAG_SKIP_TRIGGERS) != 0 ? enclosing_level() : begin_level(query->estate->es_query_cxt);
    expect_of(level, statement, statement->planTree);
    for (int i = 0; i < list_length(statement->subplans); ++i)
        expect_of(level, statement, static_cast<Plan*>(list_nth(statement->subplans, i)));
}

/// Commands that run triggers or functions of users while they change rows.
bool writes_rows(const Node* command) {
    if (IsA(command, CopyStmt)) return reinterpret_cast<const CopyStmt*>(command)->is_from;
    return IsA(command, TruncateStmt) || IsA(command, AlterTableStmt);
}

ProcessUtility_hook_type next_utility() {
    return utility_before != nullptr ? utility_before : standard_ProcessUtility;
}

void run_utility(PlannedStmt* planned, const char* text, bool read_only_tree, ProcessUtilityContext context,
                 ParamListInfo parameters, QueryEnvironment* environment, DestReceiver* destination,
                 QueryCompletion* completion) {
    if (!writes_rows(planned->utilityStmt)) {
        next_utility()(planned, text, read_only_tree, context, parameters, environment, destination,
                       completion);
        return;
    }
    utility_level level = {.outer = utilities, .captured = {}, .captured_count = 0};
    utilities = &level;
    PG_TRY();
    {
        next_utility()(planned, text, read_only_tree, context, parameters, environment, destination,
                       completion);
    }
    PG_FINALLY();
    { utilities = level.outer; }
    PG_END_TRY();
}

bool is_captured(const utility_level& level, Oid table) {
    for (int i = 0; i < level.captured_count; ++i)
        if (level.captured[i] == table) return true;
    return false;
}

bool is_uncaptured(const statement_level* level, Oid source) {
    for (const table_write* one = level->writes; one != nullptr; one = one->next)
        if ((one->expected & ~one->fired) != 0 && share_rows(source, one->table)) return true;
    return false;
}

bool in_uncaptured_statement(Oid source) {
    if (at_commit != nullptr && is_uncaptured(at_commit, source)) return true;
    for (const statement_level* one = innermost; one != nullptr; one = one->outer)
        if (is_uncaptured(one, source)) return true;
    return false;
}

/// Whether this session has the table open, and holds a lock on it that writers take.
bool is_open_and_locked(Oid table) {
    if (!CheckRelationOidLockedByMe(table, RowExclusiveLock, true)) return false;
    const Relation open = RelationIdGetRelation(table);
    if (!RelationIsValid(open)) return false;
    const bool in_use = open->rd_refcnt > 1;
    RelationClose(open);
    return in_use;
}

/// What is not watched closely: a cursor counts as well, if the table was written to before.
bool may_be_written(Oid source) {
    if (utilities != nullptr && is_captured(*utilities, source)) return false;
    if (!has_subclass(source)) return is_open_and_locked(source);
    const List* const tables = find_all_inheritors(source, NoLock, nullptr);
    for (int i = 0; i < list_length(tables); ++i)
        if (is_open_and_locked(list_nth_oid(tables, i))) return true;
    return false;
}

bool is_watched() {
    if (utilities != nullptr || IsLogicalWorker()) return false;
    return !LocalTransactionIdIsValid(not_watched) || MyProc->vxid.lxid != not_watched;
}

} // namespace

void watch_writes() {
    start_before = ExecutorStart_hook;
    ExecutorStart_hook = start_statement;
    utility_before = ProcessUtility_hook;
    ProcessUtility_hook = run_utility;
    RegisterSubXactCallback(end_subtransaction, nullptr);
    RegisterXactCallback(end_transaction, nullptr);
    if (MyProc != nullptr) not_watched = MyProc->vxid.lxid;
    watch_moved_rows();
}

void note_capture(oid table, write_events fired) {
    if (utilities != nullptr && utilities->captured_count < static_cast<int>(lengthof(utilities->captured)) &&
        !is_captured(*utilities, table)) {
        utilities->captured[utilities->captured_count++] = table;
    }
    const auto take = [table, fired](statement_level* level) {
        for (table_write* one = level->writes; one != nullptr; one = one->next) {
            if (one->table != table || (one->expected & ~one->fired & fired) == 0) continue;
            one->fired |= fired;
            return true;
        }
        return false;
    };
    for (statement_level* one = innermost; one != nullptr; one = one->outer)
        if (take(one)) return;
    if (at_commit != nullptr) take(at_commit);
}

oid uncaptured_write(std::span<const oid> tables) {
    const bool watched = is_watched();
    if (watched && innermost == nullptr && at_commit == nullptr) return no_oid;
    return call([&]() -> oid {
        for (const oid table : tables) {
            if (in_uncaptured_statement(table)) return table;
            if (!watched && may_be_written(table)) return table;
        }
        return no_oid;
    });
}

} // namespace pgt::pg
