#include "pg/database_hooks.hpp"

#include "pg/change_notes.hpp"
#include "pg/shared_state.hpp"

#include "pg/server.hpp"

extern "C" {
#include <catalog/objectaccess.h>
#include <catalog/pg_database.h>
#include <catalog/pg_extension.h>
#include <commands/dbcommands.h>
#include <commands/defrem.h>
#include <nodes/parsenodes.h>
#include <nodes/pg_list.h>
#include <storage/latch.h>
#include <tcop/utility.h>
#include <utils/timestamp.h>
#include <utils/wait_event.h>
}

// Errors may jump over all of this: nothing here has a destructor.

namespace pgt::pg {
namespace {

ProcessUtility_hook_type utility_before = nullptr;
object_access_hook_type access_before = nullptr;

/// A command has this long to get hold of a database; nobody connects to it after that.
constexpr int milliseconds_to_lock = 5000;
/// A scheduler that is in the middle of something is given this long to leave by itself.
constexpr int milliseconds_to_finish = 300;

const char* option_of(List* options, const char* name) {
    const ListCell* cell = nullptr;
    foreach (cell, options) {
        auto* const option = lfirst_node(DefElem, cell);
        if (strcmp(option->defname, name) == 0 && option->arg != nullptr) return defGetString(option);
    }
    return nullptr;
}

/// The database that nobody else may be connected to while a command runs; null: there is none.
const char* needed_alone(Node* command) {
    if (IsA(command, DropdbStmt)) return castNode(DropdbStmt, command)->dbname;
    if (IsA(command, CreatedbStmt)) return option_of(castNode(CreatedbStmt, command)->options, "template");
    if (IsA(command, RenameStmt)) {
        const auto* const rename = castNode(RenameStmt, command);
        return rename->renameType == OBJECT_DATABASE ? rename->subname : nullptr;
    }
    if (IsA(command, AlterDatabaseStmt)) {
        auto* const alter = castNode(AlterDatabaseStmt, command);
        return option_of(alter->options, "tablespace") != nullptr ? alter->dbname : nullptr;
    }
    return nullptr;
}

shared_database* place_of(const char* database) {
    if (database == nullptr || shared() == nullptr) return nullptr;
    return shared()->find(get_database_oid(database, true));
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

void run_utility(PlannedStmt* planned, const char* text, bool read_only_tree, ProcessUtilityContext context,
                 ParamListInfo parameters, QueryEnvironment* environment, DestReceiver* destination,
                 QueryCompletion* completion) {
    Node* const command = planned->utilityStmt;
    shared_database* const left = place_of(needed_alone(command));
    if (left != nullptr) send_away(*left);
    if (commits_prepared(command)) note_commit_prepared();
    (utility_before != nullptr ? utility_before : standard_ProcessUtility)(
        planned, text, read_only_tree, context, parameters, environment, destination, completion);
    if (left != nullptr) let_return(*left);
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
