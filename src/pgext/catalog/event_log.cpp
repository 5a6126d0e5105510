#include "catalog/event_log.hpp"

#include "pg/boundary/process.hpp"
#include "pg/boundary/report.hpp"
#include "pg/value/clock.hpp"
#include "settings/settings.hpp"

#include <algorithm>
#include <chrono>
#include <format>

namespace pgt::ext {
namespace {

/// By the moment at which a cycle begins, which no other one of this process shares.
std::int64_t current = 0;
int depth = 0;

std::string quoted(std::string_view text) {
    constexpr unsigned char first_printable = 0x20;
    std::string json = "\"";
    for (const char one : text) {
        if (static_cast<unsigned char>(one) < first_printable) {
            json += std::format("\\u{:04x}", static_cast<unsigned>(one));
            continue;
        }
        if (one == '"' || one == '\\') { json += '\\'; }
        json += one;
    }
    return json + '"';
}

std::string now_as_text() {
    return std::format("{:%FT%T}Z",
                       std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
}

} // namespace

log_cycle::log_cycle() noexcept : is_outermost_(depth == 0) {
    if (is_outermost_) { current = std::max(current + 1, static_cast<std::int64_t>(pg::now())); }
    ++depth;
}
log_cycle::~log_cycle() { --depth; }

event_field::event_field(std::string_view name, std::string_view text) : key(name), json(quoted(text)) {}
event_field::event_field(std::string_view name, std::int64_t number)
    : key(name), json(std::to_string(number)) {}
event_field::event_field(std::string_view name, double number)
    : key(name), json(std::format("{:.3f}", number)) {}

void log_event(std::string_view event, const event_subject& about,
               std::initializer_list<event_field> fields) {
    if (!settings::logs_json()) { return; }
    std::string line = std::format(
        R"({{"event": {}, "ts": "{}", "pgt_name": {}, "pgt_id": {}, "cycle_id": "{}-{:x}")", quoted(event),
        now_as_text(), quoted(about.name.for_people()), about.id, pg::number_of_process(), current);
    for (const event_field& one : fields) { line += std::format(", {}: {}", quoted(one.key), one.json); }
    pg::report(pg::severity::log, line + "}");
}

} // namespace pgt::ext
