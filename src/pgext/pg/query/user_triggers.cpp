#include "pg/query/user_triggers.hpp"

#include "pg/access/invalidation.hpp"
#include "pg/boundary/server.hpp"
#include "pg/query/own_triggers.hpp"

#include <cstdint>
#include <utility>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/table.h>
#include <catalog/namespace.h>
#include <catalog/pg_trigger.h>
#include <commands/trigger.h>
#include <nodes/execnodes.h>
#include <nodes/value.h>
#include <parser/parse_func.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
#include <utils/reltrigger.h>
}

namespace pgt::pg {
namespace {

constinit bool are_left_out = false;
constinit Oid unguarded = InvalidOid;

} // namespace

without_user_triggers::without_user_triggers(bool is_wanted) noexcept
    : before_(std::exchange(are_left_out, are_left_out || is_wanted)) {}
without_user_triggers::~without_user_triggers() { are_left_out = before_; }

without_guard::without_guard(oid table) noexcept : before_(std::exchange(unguarded, table)) {}
without_guard::~without_guard() { unguarded = before_; }

namespace {

/// Looked up again when a function or a schema has changed.
Oid guard_function() {
    static Oid known = InvalidOid;
    static std::uint64_t as_of = 0;
    const std::uint64_t now = changes_of_rights();
    if (OidIsValid(known) && as_of == now) return known;
    List* const name =
        list_make2(makeString(pstrdup("pgtrickle")), makeString(pstrdup("guard_stream_table")));
    known = LookupFuncName(name, 0, nullptr, true);
    as_of = now;
    return known;
}

bool is_of_user(const Trigger& one, Oid own_schema) {
    return !one.tgisinternal && get_func_namespace(one.tgfoid) != own_schema;
}

bool has_enabled(const TriggerDesc& all, int event) {
    for (int i = 0; i < all.numtriggers; ++i) {
        const Trigger& one = all.triggers[i];
        if (is_enabled(one) &&
            TRIGGER_TYPE_MATCHES(one.tgtype, TRIGGER_TYPE_STATEMENT, TRIGGER_TYPE_BEFORE, event))
            return true;
    }
    return false;
}

/// The server notes for each statement that it has looked for these, in memory of the subtransaction, which stays until the end of the transaction.
void forget_disabled(TriggerDesc& all) {
    all.trig_insert_before_statement = has_enabled(all, TRIGGER_TYPE_INSERT);
    all.trig_update_before_statement = has_enabled(all, TRIGGER_TYPE_UPDATE);
    all.trig_delete_before_statement = has_enabled(all, TRIGGER_TYPE_DELETE);
}

/// The statement has a copy of the descriptions of triggers.
template <class Condition> void disable(const ResultRelInfo& target, Condition is_unwanted) {
    if (target.ri_TrigDesc == nullptr) return;
    for (int i = 0; i < target.ri_TrigDesc->numtriggers; ++i) {
        Trigger& one = target.ri_TrigDesc->triggers[i];
        if (is_unwanted(one)) one.tgenabled = TRIGGER_DISABLED;
    }
    forget_disabled(*target.ri_TrigDesc);
}

/// Constraints and triggers that may be checked later are checked when the statement ends, whatever SET CONSTRAINTS says: the server lets nothing be put off that runs with the
/// restricted rights of an owner.
void check_at_once(const ResultRelInfo& target) {
    if (target.ri_TrigDesc == nullptr) return;
    for (int i = 0; i < target.ri_TrigDesc->numtriggers; ++i) {
        Trigger& one = target.ri_TrigDesc->triggers[i];
        one.tgdeferrable = one.tginitdeferred = false;
    }
}

} // namespace

void prepare_triggers(EState* statement) {
    const ListCell* cell = nullptr;
    foreach (cell, statement->es_opened_result_relations) {
        const auto& target = *static_cast<const ResultRelInfo*>(lfirst(cell));
        check_at_once(target);
        if (are_left_out) {
            disable(target, [own = get_namespace_oid("pgtrickle", true)](const Trigger& one) {
                return is_of_user(one, own);
            });
        }
        if (unguarded != InvalidOid && RelationGetRelid(target.ri_RelationDesc) == unguarded) {
            disable(target, [guard = guard_function()](const Trigger& one) { return one.tgfoid == guard; });
        }
    }
}

namespace {

bool is_unwanted(const Trigger& one, Oid table) {
    if (!is_enabled(one)) return true;
    if (unguarded == table && one.tgfoid == guard_function()) return true;
    return are_left_out && is_of_user(one, get_namespace_oid("pgtrickle", true));
}

} // namespace

bool has_user_triggers(oid table) {
    if (are_left_out) return false;
    return call([table] {
        const Relation opened = table_open(table, AccessShareLock);
        const Oid own = get_namespace_oid("pgtrickle", true);
        bool has_any = false;
        for (int i = 0; opened->trigdesc != nullptr && i < opened->trigdesc->numtriggers; ++i) {
            const Trigger& one = opened->trigdesc->triggers[i];
            has_any = has_any || (is_enabled(one) && is_of_user(one, own));
        }
        table_close(opened, AccessShareLock);
        return has_any;
    });
}

bool fires_other_triggers(const RelationData* table) {
    const TriggerDesc* const all = table->trigdesc;
    for (int i = 0; all != nullptr && i < all->numtriggers; ++i) {
        const Trigger& one = all->triggers[i];
        if (!is_unwanted(one, RelationGetRelid(table)) && !is_own_trigger(one)) return true;
    }
    return false;
}

} // namespace pgt::pg
