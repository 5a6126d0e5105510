#include "pg/query/user_triggers.hpp"

#include "pg/boundary/server.hpp"

#include <utility>

extern "C" {
#include <catalog/namespace.h>
#include <commands/trigger.h>
#include <nodes/execnodes.h>
#include <utils/lsyscache.h>
#include <utils/reltrigger.h>
}

namespace pgt::pg {
namespace {

constinit bool are_left_out = false;

} // namespace

without_user_triggers::without_user_triggers(bool is_wanted) noexcept
    : before_(std::exchange(are_left_out, are_left_out || is_wanted)) {}
without_user_triggers::~without_user_triggers() { are_left_out = before_; }

/// The statement has a copy of the descriptions of triggers.
void leave_out_user_triggers(EState* statement) {
    if (!are_left_out) return;
    const Oid own = get_namespace_oid("pgtrickle", true);
    ListCell* cell = nullptr;
    foreach (cell, statement->es_opened_result_relations) {
        const auto* const target = static_cast<ResultRelInfo*>(lfirst(cell));
        if (target->ri_TrigDesc == nullptr) continue;
        for (int i = 0; i < target->ri_TrigDesc->numtriggers; ++i) {
            Trigger& one = target->ri_TrigDesc->triggers[i];
            if (!one.tgisinternal && get_func_namespace(one.tgfoid) != own) one.tgenabled = TRIGGER_DISABLED;
        }
    }
}

} // namespace pgt::pg
