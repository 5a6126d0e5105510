#include <pgt/lower/facts/window_reach.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string_view>
#include <variant>
#include <vector>

namespace pgt::lower {

namespace {

/// A number of rows; frames and offsets beyond that are no smaller than partitions are.
constexpr std::int64_t most_rows = std::numeric_limits<std::int32_t>::max();

/// A constant whole number that is neither NULL nor negative.
std::optional<std::size_t> number_of_rows(const expression& e) {
    if (!e.is_constant()) { return std::nullopt; }
    std::int64_t number = -1;
    if (e.known() && e.known()->has_value() && std::holds_alternative<std::int64_t>(**e.known())) {
        number = std::get<std::int64_t>(**e.known());
    } else if (!e.known()) {
        auto const text = e.print({}).str();
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size()) { return std::nullopt; }
    }
    if (number < 0 || number > most_rows) { return std::nullopt; }
    return static_cast<std::size_t>(number);
}

/// How far a bound is from the row: negative before it.
std::optional<std::int64_t> distance_of(const frame_bound<expression>& bound) {
    if (bound.at == frame_limit::current_row) { return 0; }
    if (bound.at != frame_limit::preceding && bound.at != frame_limit::following) { return std::nullopt; }
    auto const rows = number_of_rows(bound.offset.front());
    if (!rows) { return std::nullopt; }
    auto const distance = static_cast<std::int64_t>(*rows);
    return bound.at == frame_limit::preceding ? -distance : distance;
}

std::size_t positive(std::int64_t number) {
    return static_cast<std::size_t>(std::max(number, std::int64_t{0}));
}

std::optional<window_reach> reach_of_frame(const window_definition& over) {
    if (!over.frame || over.frame->unit != frame_unit::rows) { return std::nullopt; }
    auto const start = distance_of(over.frame->start);
    auto const end = distance_of(over.frame->end);
    if (!start || !end) { return std::nullopt; }
    return window_reach{positive(-*start), positive(*end)};
}

std::optional<std::size_t> offset_of(const window_call& call) {
    auto const args = call.of.call.args();
    return args.size() < 2 ? std::optional<std::size_t>(1) : number_of_rows(args[1]);
}

bool is_nth_value(const window_call& call) {
    constexpr std::string_view name = "\"nth_value\"(";
    auto const args = call.of.call.args();
    if (args.size() != 2) { return false; }
    std::vector<sql::text> columns;
    if (auto const read = call.of.call.columns(); !read.empty()) {
        columns.resize(*read.rbegin() + 1, sql::build("NULL"));
    }
    return call.of.call.print(columns).str().starts_with(name);
}

} // namespace

std::optional<window_reach> reach_of(const window_call& call) {
    switch (call.kind) {
    case window_kind::lag:
        if (auto const rows = offset_of(call)) { return window_reach{*rows, 0}; }
        return std::nullopt;
    case window_kind::lead:
        if (auto const rows = offset_of(call)) { return window_reach{0, *rows}; }
        return std::nullopt;
    case window_kind::first_value:
    case window_kind::last_value:
    case window_kind::aggregate: return reach_of_frame(call.over);
    case window_kind::server: return is_nth_value(call) ? reach_of_frame(call.over) : std::nullopt;
    default: return std::nullopt;
    }
}

window_reach farthest(const window_reach& a, const window_reach& b) {
    return {std::max(a.before, b.before), std::max(a.after, b.after)};
}

} // namespace pgt::lower
