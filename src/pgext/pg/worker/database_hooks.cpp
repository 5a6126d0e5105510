#include "pg/worker/database_hooks.hpp"

#include "pg/worker/change_notes.hpp"
#include "pg/worker/shared_state.hpp"

#include "pg/boundary/server.hpp"

extern "C" {
#include <access/xact.h>
#include <catalog/objectaccess.h>
#include <catalog/pg_database.h>
#include <catalog/pg_extension.h>
#include <commands/dbcommands.h>
#include <commands/defrem.h>
#include <nodes/parsenodes.h>
#include <nodes/pg_list.h>
#include <storage/latch.h>
#include <tcop/utility.h>
#include <utils/acl.h>
#include <utils/timestamp.h>
#include <utils/wait_event.h>
}

// Errors may jump over all of this: nothing here has a destructor.

namespace pgt::pg {
namespace {

ProcessUtility_hook_type utility_before = nullptr;
object_access_hook_type access_before = nullptr;

/// The time for a command to lock a database; the scheduler does not connect to it meanwhile.
constexpr int milliseconds_to_lock = 5000;
/// The time for a busy scheduler to end by itself.
constexpr int milliseconds_to_finish = 300;

const char* option_of(List* options, const char* name) {
    const ListCell* cell = nullptr;
    foreach (cell, options) {
        auto* const option = lfirst_node(DefElem, cell);
        if (strcmp(option->defname, name) == 0 && option->arg != nullptr) return defGetString(option);
    }
    return nullptr;
}

/// A command that needs a database without other connections.
struct exclusive_use {
    const char* database; ///< null: it needs none
    bool creates;         ///< it takes the right to create databases
};

exclusive_use use_of(Node* command) {
    if (IsA(command, DropdbStmt)) return {castNode(DropdbStmt, command)->dbname, false};
    if (IsA(command, CreatedbStmt))
        return {option_of(castNode(CreatedbStmt, command)->options, "template"), true};
    if (IsA(command, RenameStmt)) {
        const auto* const rename = castNode(RenameStmt, command);
        return {rename->renameType == OBJECT_DATABASE ? rename->subname : nullptr, true};
    }
    if (IsA(command, AlterDatabaseStmt)) {
        auto* const alter = castNode(AlterDatabaseStmt, command);
        return {option_of(alter->options, "tablespace") != nullptr ? alter->dbname : nullptr, false};
    }
    return {nullptr, false};
}

/// Whether the server will at least try. It refuses all of these commands in a transaction block or a function, for the database of the
/// session, and to others than the owner of the database; who may only copy a database because it is a template finds no scheduler there.
bool may_use(Oid database, const exclusive_use& how, ProcessUtilityContext context) {
    if (context != PROCESS_UTILITY_TOPLEVEL || IsTransactionBlock() || database == MyDatabaseId) return false;
    if (how.creates && !have_createdb_privilege()) return false;
    return object_ownercheck(DatabaseRelationId, database, GetUserId());
}

/// The slot of a database whose scheduler is in the way of a command; null: there is none, or it stays.
shared_database* in_the_way(Node* command, ProcessUtilityContext context) {
    const exclusive_use how = use_of(command);
    if (how.database == nullptr || shared() == nullptr) return nullptr;
    const Oid database = get_database_oid(how.database, true);
    if (!OidIsValid(database) || !may_use(database, how, context)) return nullptr;
    return shared()->find(database);
}

void nap(int milliseconds) {
    WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, milliseconds, PG_WAIT_EXTENSION);
    ResetLatch(MyLatch);
    CHECK_FOR_INTERRUPTS();
}

/// Waits until the scheduler of a database is gone.
void send_away(shared_database& from) {
    constexpr int step = 10;
    from.free_until = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), milliseconds_to_lock);
    from.scheduler.wake();
    for (int waited = 0; from.scheduler.pid() != 0 && waited < milliseconds_to_lock; waited += step) {
        if (waited == milliseconds_to_finish) from.scheduler.terminate();
        nap(step);
    }
}

void let_return(shared_database& to) {
    to.free_until = 0;
    shared()->launcher.wake();
}

bool commits_prepared(Node* command) {
    return IsA(command, TransactionStmt) &&
           castNode(TransactionStmt, command)->kind == TRANS_STMT_COMMIT_PREPARED;
}

void run_next(PlannedStmt* planned, const char* text, bool read_only_tree, ProcessUtilityContext context,
              ParamListInfo parameters, QueryEnvironment* environment, DestReceiver* destination,
              QueryCompletion* completion) {
    (utility_before != nullptr ? utility_before : standard_ProcessUtility)(
        planned, text, read_only_tree, context, parameters, environment, destination, completion);
}

bool makes_us(Node* command) {
    return IsA(command, CreateExtensionStmt) &&
           strcmp(castNode(CreateExtensionStmt, command)->extname, "pg_trickle") == 0;
}

/// Warns at the creation of the extension if no scheduler can be started.
void warn_without_worker() {
    if (shared() == nullptr || (shared()->launcher.pid() != 0 && !shared()->has_no_worker)) return;
    ereport(WARNING, (errmsg("stream tables of this database will only be refreshed by hand"),
                      errdetail("The server has no background worker left for a scheduler."),
                      errhint("Increase max_worker_processes and restart the server.")));
}

void run_utility(PlannedStmt* planned, const char* text, bool read_only_tree, ProcessUtilityContext context,
                 ParamListInfo parameters, QueryEnvironment* environment, DestReceiver* destination,
                 QueryCompletion* completion) {
    if (commits_prepared(planned->utilityStmt)) note_commit_prepared();
    shared_database* const left = in_the_way(planned->utilityStmt, context);
    if (left == nullptr) {
        const bool is_ours = makes_us(planned->utilityStmt);
        run_next(planned, text, read_only_tree, context, parameters, environment, destination, completion);
        if (is_ours) warn_without_worker();
        return;
    }
    PG_TRY();
    {
        send_away(*left);
        run_next(planned, text, read_only_tree, context, parameters, environment, destination, completion);
    }
    PG_FINALLY();
    { let_return(*left); }
    PG_END_TRY();
}

void on_access(ObjectAccessType access, Oid in, Oid object, int sub, void* argument) {
    if (access_before != nullptr) access_before(access, in, object, sub, argument);
    if (access != OAT_POST_CREATE && access != OAT_DROP && access != OAT_POST_ALTER) return;
    if (in == ExtensionRelationId || in == DatabaseRelationId) note_databases();
}

} // namespace

void install_database_hooks() {
    utility_before = ProcessUtility_hook;
    ProcessUtility_hook = run_utility;
    access_before = object_access_hook;
    object_access_hook = on_access;
}

} // namespace pgt::pg
