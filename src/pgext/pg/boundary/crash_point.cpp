#include "pg/boundary/crash_point.hpp"

#ifdef PGT_CRASH_POINTS

#include "pg/boundary/server.hpp"

#include <charconv>
#include <csignal>
#include <string_view>
#include <unistd.h>

extern "C" {
#include <utils/guc.h>
}

namespace pgt::pg {
namespace {

/// The number after the colon if `setting` names this crash point; else 0.
int wanted_visit(std::string_view setting, std::string_view name) {
    const auto colon = setting.find(':');
    if (colon == std::string_view::npos || setting.substr(0, colon) != name) return 0;
    int visit = 0;
    std::from_chars(setting.data() + colon + 1, setting.data() + setting.size(), visit);
    return visit;
}

} // namespace

void crash_point(const char* name) noexcept {
    // An undefined parameter, so that it is a setting of no build.
    const char* const setting = GetConfigOption("pgt_test.crash_point", true, false);
    if (setting == nullptr || *setting == '\0') return;
    const int wanted = wanted_visit(setting, name);
    static int visits = 0; // of the crash points that were asked for
    if (wanted > 0 && ++visits >= wanted) kill(getpid(), SIGKILL);
}

} // namespace pgt::pg

#else

namespace pgt::pg {

void crash_point(const char* /*name*/) noexcept {}

} // namespace pgt::pg

#endif
