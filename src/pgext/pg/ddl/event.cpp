#include "pg/ddl/event.hpp"

#include <pgt/error.hpp>

#include "pg/boundary/server.hpp"

extern "C" {
#include <commands/event_trigger.h>
#include <tcop/cmdtag.h>
}

namespace pgt::pg {

std::string_view command_of(const function_call& call) {
    const FunctionCallInfo info = call.info();
    if (!CALLED_AS_EVENT_TRIGGER(info)) {
        throw user_error(sqlstate::event_trigger_protocol_violated,
                         "an event trigger function was not called as one");
    }
    const auto* const data = reinterpret_cast<const EventTriggerData*>(info->context);
    return GetCommandTagName(data->tag);
}

} // namespace pgt::pg
