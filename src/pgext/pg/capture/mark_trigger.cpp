/// Trigger functions that tell the scheduler of something, and write nothing.
#include "pg/boundary/guard.hpp"
#include "pg/capture/trigger_source.hpp"
#include "pg/value/function.hpp"
#include "pg/worker/change_notes.hpp"

extern "C" {
#include <commands/trigger.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

const TriggerData& fired(const function_call& caller) {
    if (!CALLED_AS_TRIGGER(caller.info())) {
        call([] {
            ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
                            errmsg("this function can only be called as a trigger")));
        });
    }
    return *reinterpret_cast<const TriggerData*>(caller.info()->context);
}

nullable_datum mark(const function_call& caller) {
    const TriggerData& now = fired(caller);
    note_captured(source_told_of(*now.tg_trigger, RelationGetRelid(now.tg_relation)));
    return {.value = 0, .is_null = false};
}

nullable_datum catalog_loaded(const function_call& caller) {
    (void)fired(caller);
    note_definitions();
    return {.value = 0, .is_null = false};
}

} // namespace
} // namespace pgt::pg

PGT_SQL_FUNCTION(pgtrickle_mark, pgt::pg::mark);
PGT_SQL_FUNCTION(pgtrickle_on_catalog_loaded, pgt::pg::catalog_loaded);
