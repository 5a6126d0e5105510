/// Messages that are not errors.
#pragma once

#include <string>

namespace pgt::pg {

/// Where a message goes: to the server's log, or to the client as well.
enum class severity : unsigned char { debug, log, info, notice, warning };

/// Throws `error` if the client is gone or a message interrupts a query that is to be cancelled.
void report(severity how, const std::string& message, const std::string& detail = {},
            const std::string& hint = {});

/// Throws `error` if this query is to be cancelled or this process is to end.
void check_for_interrupts();

} // namespace pgt::pg
