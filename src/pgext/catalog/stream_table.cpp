#include "catalog/stream_table.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <format>
#include <span>

namespace pgt::ext {
namespace {

constexpr std::array<std::string_view, 5> modes{"AUTO", "DIFFERENTIAL", "FULL", "IMMEDIATE", "ON COMMIT"};
constexpr std::array<std::string_view, 5> statuses{"INITIALIZING", "ACTIVE", "PAUSED", "SUSPENDED", "ERROR"};

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(
        a, b, [](unsigned char x, unsigned char y) { return std::toupper(x) == std::toupper(y); });
}

template <class Enumeration>
Enumeration one_of(std::span<const std::string_view> names, std::string_view text, std::string_view what) {
    const auto found = std::ranges::find_if(names, [=](std::string_view name) { return same(name, text); });
    if (found != names.end()) { return static_cast<Enumeration>(found - names.begin()); }
    std::string known;
    for (const std::string_view name : names) { known += (known.empty() ? "" : ", ") + std::string(name); }
    throw user_error(sqlstate::invalid_parameter_value, std::format("invalid {} \"{}\"", what, text))
        .hint(std::format("Use one of {}.", known));
}

} // namespace

std::string_view name_of(refresh_mode mode) { return modes.at(static_cast<std::size_t>(mode)); }
std::string_view name_of(table_status status) { return statuses.at(static_cast<std::size_t>(status)); }

refresh_mode parse_mode(std::string_view text, std::string_view what) {
    return one_of<refresh_mode>(modes, text, what);
}

table_status parse_status(std::string_view text, std::string_view what) {
    return one_of<table_status>(statuses, text, what);
}

} // namespace pgt::ext
