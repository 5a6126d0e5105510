#include "pg/ddl/refused_write.hpp"

#include <pgt/error.hpp>

#include "pg/boundary/server.hpp"

extern "C" {
#include <commands/trigger.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

std::string_view statement_of(TriggerEvent event) {
    if (TRIGGER_FIRED_BY_INSERT(event)) return "INSERT";
    if (TRIGGER_FIRED_BY_UPDATE(event)) return "UPDATE";
    if (TRIGGER_FIRED_BY_DELETE(event)) return "DELETE";
    return "TRUNCATE";
}

} // namespace

attempted_write attempted(const function_call& call) {
    const FunctionCallInfo info = call.info();
    if (!CALLED_AS_TRIGGER(info)) {
        throw user_error(sqlstate::trigger_protocol_violated,
                         "a trigger function was not called as a trigger");
    }
    const auto* const data = reinterpret_cast<const TriggerData*>(info->context);
    return {RelationGetRelid(data->tg_relation), statement_of(data->tg_event)};
}

} // namespace pgt::pg
