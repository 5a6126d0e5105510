#include "pg/ddl/ddl_commands.hpp"

#include "pg/boundary/guard.hpp"
#include "pg/value/function.hpp"
#include "pg/value/value.hpp"

extern "C" {
#include <catalog/namespace.h>
#include <catalog/pg_class.h>
#include <commands/event_trigger.h>
#include <commands/extension.h>
#include <executor/executor.h>
#include <funcapi.h>
#include <nodes/parsenodes.h>
#include <tcop/deparse_utility.h>
#include <utils/fmgroids.h>
#include <utils/lsyscache.h>
#include <utils/tuplestore.h>
}

namespace pgt::pg {
namespace {

/// The rows of one of the server's functions for event triggers.
class reported_rows {
  public:
    explicit reported_rows(Oid function) {
        call([this, function] { collect(function); });
    }
    reported_rows(const reported_rows&) = delete;
    reported_rows& operator=(const reported_rows&) = delete;
    ~reported_rows() {
        call_in_destructor([this] {
            ExecDropSingleTupleTableSlot(row_);
            tuplestore_end(rows_);
            FreeExprContext(context_, true);
        });
    }

    bool next() {
        return call([this] {
            if (!tuplestore_gettupleslot(rows_, true, false, row_)) return false;
            slot_getallattrs(row_);
            return true;
        });
    }
    [[nodiscard]] bool is_null(int column) const { return row_->tts_isnull[column]; }
    [[nodiscard]] Datum at(int column) const { return row_->tts_values[column]; }

  private:
    void collect(Oid function) {
        context_ = CreateStandaloneExprContext();
        FmgrInfo callee;
        fmgr_info(function, &callee);
        ReturnSetInfo wanted{};
        wanted.type = T_ReturnSetInfo;
        wanted.econtext = context_;
        wanted.allowedModes = SFRM_Materialize;
        LOCAL_FCINFO(info, 0);
        InitFunctionCallInfoData(*info, &callee, 0, InvalidOid, nullptr, reinterpret_cast<Node*>(&wanted));
        FunctionCallInvoke(info);
        rows_ = wanted.setResult;
        row_ = MakeSingleTupleTableSlot(wanted.setDesc, &TTSOpsMinimalTuple);
    }

    ExprContext* context_ = nullptr;
    Tuplestorestate* rows_ = nullptr;
    TupleTableSlot* row_ = nullptr;
};

change meaning_of(AlterTableType subtype) {
    switch (subtype) {
    case AT_AddColumn: return change::adds_column;
    case AT_DropColumn: return change::drops_column;
    case AT_AlterColumnType: return change::changes_type;
    case AT_SetExpression:
    case AT_DropExpression: return change::changes_expression;
    case AT_DropNotNull:
    case AT_SetNotNull:
    case AT_AddIdentity:
    case AT_SetIdentity:
    case AT_DropIdentity: return change::changes_column;
    case AT_AddConstraint: return change::adds_constraint;
    case AT_DropConstraint: return change::drops_constraint;
    case AT_EnableTrig:
    case AT_EnableAlwaysTrig:
    case AT_EnableReplicaTrig:
    case AT_DisableTrig:
    case AT_EnableTrigAll:
    case AT_DisableTrigAll:
    case AT_EnableTrigUser:
    case AT_DisableTrigUser: return change::switches_triggers;
    case AT_EnableRule:
    case AT_EnableAlwaysRule:
    case AT_EnableReplicaRule:
    case AT_DisableRule: return change::switches_rules;
    case AT_AddInherit:
    case AT_DropInherit:
    case AT_AttachPartition:
    case AT_DetachPartition:
    case AT_DetachPartitionFinalize: return change::changes_family;
    case AT_SetUnLogged: return change::becomes_unlogged;
    case AT_SetLogged: return change::becomes_logged;
    case AT_SetRelOptions:
    case AT_ResetRelOptions:
    case AT_ReplaceRelOptions: return change::changes_options;
    case AT_ChangeOwner: return change::changes_owner;
    case AT_AddOf:
    case AT_DropOf: return change::changes_type_of_table;
    default: return change::nothing_of_note;
    }
}

relation_change read_change(const CollectedATSubcmd& one, oid table) {
    relation_change read{.what = change::nothing_of_note, .relation = table};
    if (IsA(one.parsetree, AlterTableCmd)) {
        read.what = meaning_of(reinterpret_cast<const AlterTableCmd*>(one.parsetree)->subtype);
    }
    const bool is_column = one.address.classId == RelationRelationId && one.address.objectSubId > 0;
    if (is_column) {
        read.relation = one.address.objectId;
        read.column = one.address.objectSubId;
    }
    return read;
}

command kind_of(const Node* statement) {
    switch (nodeTag(statement)) {
    case T_RenameStmt:
    case T_AlterObjectSchemaStmt: return command::renames;
    case T_CommentStmt:
    case T_SecLabelStmt:
    case T_AlterObjectDependsStmt: return command::restates;
    case T_CreateStmt:
    case T_CreateForeignTableStmt:
    case T_CreateTableAsStmt:
    case T_CreateFunctionStmt:
    case T_ViewStmt:
    case T_DefineStmt:
    case T_CreateTrigStmt:
    case T_RuleStmt: return command::creates;
    // A new value changes none of the existing ones.
    case T_AlterEnumStmt:
        return reinterpret_cast<const AlterEnumStmt*>(statement)->oldVal == nullptr ? command::restates
                                                                                    : command::alters;
    default: return command::alters;
    }
}

/// A change by a statement of its own, which is not part of ALTER TABLE.
void add_statement(touched_object& to, const Node* statement) {
    if (to.what.of != catalog::relations) return;
    if (IsA(statement, RenameStmt) && to.what.part > 0) {
        to.changes.push_back(
            {.what = change::renames_column, .relation = to.what.id, .column = to.what.part});
    }
    if (IsA(statement, AlterOwnerStmt))
        to.changes.push_back({.what = change::changes_owner, .relation = to.what.id});
}

void add_subcommands(touched_object& to, const CollectedCommand& collected) {
    if (collected.type != SCT_AlterTable) return;
    const ListCell* cell = nullptr;
    foreach (cell, collected.d.alterTable.subcmds) {
        const auto& one = *static_cast<const CollectedATSubcmd*>(lfirst(cell));
        to.changes.push_back(read_change(one, collected.d.alterTable.objectId));
    }
}

touched_object read_touched(const reported_rows& row) {
    const auto& collected = *reinterpret_cast<const CollectedCommand*>(DatumGetPointer(row.at(8)));
    touched_object touched{.what = {.of = DatumGetObjectId(row.at(0)),
                                    .id = DatumGetObjectId(row.at(1)),
                                    .part = DatumGetInt32(row.at(2))},
                           .by = kind_of(collected.parsetree),
                           .creates_view = IsA(collected.parsetree, ViewStmt),
                           .creates_function = IsA(collected.parsetree, CreateFunctionStmt),
                           .changes = {}};
    add_statement(touched, collected.parsetree);
    add_subcommands(touched, collected);
    return touched;
}

/// Of pg_event_trigger_dropped_objects().
namespace dropped_column {
enum { catalog, id, part, original, normal, is_temporary, type, schema, name, identity, names };
}

bool is_text(Datum value, std::string_view wanted) { return sql_value<std::string>::from(value) == wanted; }

dropped_object read_dropped(const reported_rows& row) {
    dropped_object dropped{.what = {.of = DatumGetObjectId(row.at(dropped_column::catalog)),
                                    .id = DatumGetObjectId(row.at(dropped_column::id)),
                                    .part = DatumGetInt32(row.at(dropped_column::part))},

                           .is_temporary = DatumGetBool(row.at(dropped_column::is_temporary)),
                           .is_table = is_text(row.at(dropped_column::type), "table"),
                           .name = {}};
    if (dropped.what.of == catalog::triggers && !row.is_null(dropped_column::names)) {
        dropped.name = sql_value<std::vector<std::string>>::from(row.at(dropped_column::names));
    }
    return dropped;
}

} // namespace

bool runs_own_script() {
    return creating_extension &&
           CurrentExtensionObject == call([] { return get_extension_oid("pg_trickle", true); });
}

std::vector<touched_object> touched_objects() {
    std::vector<touched_object> all;
    reported_rows rows(F_PG_EVENT_TRIGGER_DDL_COMMANDS);
    while (rows.next()) {
        if (!rows.is_null(0)) all.push_back(read_touched(rows));
    }
    return all;
}

std::vector<dropped_object> dropped_objects() {
    std::vector<dropped_object> all;
    reported_rows rows(F_PG_EVENT_TRIGGER_DROPPED_OBJECTS);
    while (rows.next()) all.push_back(read_dropped(rows));
    return all;
}

std::vector<oid> indexes_to_drop(const function_call& event) {
    const auto* const data = reinterpret_cast<const EventTriggerData*>(event.info()->context);
    std::vector<oid> indexes;
    if (!CALLED_AS_EVENT_TRIGGER(event.info()) || !IsA(data->parsetree, DropStmt)) return indexes;
    const auto* const statement = reinterpret_cast<const DropStmt*>(data->parsetree);
    const ListCell* cell = nullptr;
    foreach (cell, statement->objects) {
        auto* const name = static_cast<List*>(lfirst(cell));
        const oid index =
            call([name] { return RangeVarGetRelid(makeRangeVarFromNameList(name), NoLock, true); });
        if (index != no_oid) indexes.push_back(index);
    }
    return indexes;
}

} // namespace pgt::pg
