#include "pg/boundary/report.hpp"

#include "pg/boundary/guard.hpp"

namespace pgt::pg {
namespace {

int level_of(severity how) {
    switch (how) {
    case severity::debug: return DEBUG1;
    case severity::log: return LOG;
    case severity::info: return INFO;
    case severity::notice: return NOTICE;
    case severity::warning: return WARNING;
    }
    pg_unreachable();
}

} // namespace

void report(severity how, const std::string& message, const std::string& detail, const std::string& hint) {
    const int level = level_of(how);
    call([level, text = message.c_str(), more = detail.c_str(), advice = hint.c_str()] {
        ereport(level, (errmsg_internal("%s", text), *more == '\0' ? 0 : errdetail_internal("%s", more),
                        *advice == '\0' ? 0 : errhint("%s", advice)));
    });
}

void check_for_interrupts() {
    call([] { CHECK_FOR_INTERRUPTS(); });
}

} // namespace pgt::pg
