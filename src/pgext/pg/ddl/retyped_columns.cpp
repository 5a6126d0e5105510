#include "pg/ddl/retyped_columns.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <catalog/namespace.h>
#include <commands/event_trigger.h>
#include <nodes/parsenodes.h>
#include <nodes/pg_list.h>
#include <parser/parse_type.h>
#include <utils/builtins.h>
#include <utils/lsyscache.h>
}

namespace pgt::pg {
namespace {

const AlterTableStmt* statement_of(const function_call& event) {
    const auto* const data = reinterpret_cast<const EventTriggerData*>(event.info()->context);
    if (!CALLED_AS_EVENT_TRIGGER(event.info()) || !IsA(data->parsetree, AlterTableStmt)) return nullptr;
    return reinterpret_cast<const AlterTableStmt*>(data->parsetree);
}

} // namespace

std::vector<object> retyped_columns(const function_call& event) {
    std::vector<object> columns;
    const AlterTableStmt* const statement = statement_of(event);
    if (statement == nullptr) return columns;
    for (int i = 0; i < list_length(statement->cmds); ++i) {
        const auto* const command = static_cast<const AlterTableCmd*>(list_nth(statement->cmds, i));
        if (command->subtype != AT_AlterColumnType) continue;
        const oid relation = call([=] { return RangeVarGetRelid(statement->relation, NoLock, true); });
        if (relation == no_oid) return columns;
        const AttrNumber number = call([=] { return get_attnum(relation, command->name); });
        if (number > 0) columns.push_back({.of = catalog::relations, .id = relation, .part = number});
    }
    return columns;
}

oid detached_concurrently(const function_call& event) {
    const AlterTableStmt* const statement = statement_of(event);
    if (statement == nullptr) return no_oid;
    for (int i = 0; i < list_length(statement->cmds); ++i) {
        const auto* const command = static_cast<const AlterTableCmd*>(list_nth(statement->cmds, i));
        if (command->subtype != AT_DetachPartition) continue;
        if (!reinterpret_cast<const PartitionCmd*>(command->def)->concurrent) continue;
        return call([=] { return RangeVarGetRelid(statement->relation, NoLock, true); });
    }
    return no_oid;
}

std::string qualified_type(const std::string& written) {
    return call([text = written.c_str()] {
        Oid type = InvalidOid;
        int32 modifier = -1;
        (void)parseTypeString(text, &type, &modifier, nullptr);
        return format_type_extended(type, modifier, FORMAT_TYPE_TYPEMOD_GIVEN | FORMAT_TYPE_FORCE_QUALIFY);
    });
}

} // namespace pgt::pg
