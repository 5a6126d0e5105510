// Reads any text as a schedule.  What is refused has to be refused by the error for it; what is taken has to be due at times that go on, and to
// mean the same when it is read again.

#include <pgt/error.hpp>
#include <pgt/schedule/rule.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace {

using namespace pgt::schedule;

void require(bool holds) {
    if (!holds) { __builtin_trap(); }
}

void check(const cron& when) {
    time_point now{};
    for (int i = 0; i < 3; ++i) {
        auto const next = when.next(now);
        require(next.has_value() && *next > now);
        require(when.next(*next - std::chrono::microseconds(1)) == next);
        now = *next;
    }
}

std::optional<rule> read(std::string_view text) {
    try {
        return parse_rule(text, 1);
    } catch (const pgt::user_error& error) {
        require(error.sqlstate() == pgt::sqlstate::invalid_parameter_value);
        return std::nullopt;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    auto const found = read(std::string(bytes, bytes + size));
    if (!found || found->is_calculated()) { return 0; }
    auto const again = read(found->text);
    require(again && again->when.index() == found->when.index());
    if (auto const* const often = std::get_if<every>(&found->when)) {
        require(often->time >= std::chrono::seconds(1) && std::get<every>(again->when).time == often->time);
    } else {
        check(std::get<cron>(found->when));
    }
    return 0;
}
