#include "pg/boundary/fault.hpp"

#ifdef PGT_CRASH_POINTS

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <postmaster/bgworker.h>
#include <utils/guc.h>
}

namespace pgt::pg {

bool detail::counts_calls = false;
int detail::cleaning_up = 0;

namespace {

/// The content of the parameter.
struct wanted_fault {
    std::array<char, 16> who{};
    int call = 0; ///< 0: none
    int code = 0;
};
constinit wanted_fault wanted;
int calls_made = 0;
char* setting = nullptr;

std::string_view kind_of_process() {
    const std::string_view type = MyBgworkerEntry == nullptr ? "" : MyBgworkerEntry->bgw_type;
    if (type.ends_with(" scheduler")) return "scheduler";
    if (type.ends_with(" launcher")) return "launcher";
    return "session";
}

/// The part up to the next colon, which is removed from `rest`.
std::string_view take_part(std::string_view& rest) {
    const std::string_view part = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    return part;
}

wanted_fault parse(std::string_view text) {
    wanted_fault result;
    const std::string_view who = take_part(text);
    const std::string_view call = take_part(text);
    if (text.size() != 5 || who.size() >= result.who.size()) return result;
    who.copy(result.who.data(), who.size());
    std::from_chars(call.data(), call.data() + call.size(), result.call);
    result.code = MAKE_SQLSTATE(text[0], text[1], text[2], text[3], text[4]);
    return result;
}

void adopt(const char* value, void* /*extra*/) {
    wanted = parse(value);
    calls_made = 0;
    detail::counts_calls = *value != '\0';
}

} // namespace

void detail::count_call() {
    if (kind_of_process() != wanted.who.data() || ++calls_made != wanted.call) return;
    ereport(ERROR, (errcode(wanted.code), errmsg("a test lets call %d fail", calls_made)));
}

void define_fault_settings() {
    call([] {
        DefineCustomStringVariable("pgt_test.fail_call", "Which call into the server fails.", nullptr,
                                   &setting, "", PGC_USERSET, GUC_NOT_IN_SAMPLE, nullptr, adopt, nullptr);
        DefineCustomIntVariable("pgt_test.calls_made", "How many calls into the server there were.", nullptr,
                                &calls_made, 0, 0, std::numeric_limits<int>::max(), PGC_INTERNAL,
                                GUC_NOT_IN_SAMPLE, nullptr, nullptr, nullptr);
    });
}

} // namespace pgt::pg

#else

void pgt::pg::define_fault_settings() {}

#endif
