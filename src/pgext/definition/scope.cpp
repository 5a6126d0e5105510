#include "definition/scope.hpp"

#include <pgt/error.hpp>

#include <array>
#include <format>
#include <string_view>

namespace pgt::ext {
namespace {

constexpr std::array meaningful{"TimeZone",
                                "DateStyle",
                                "IntervalStyle",
                                "extra_float_digits",
                                "bytea_output",
                                "lc_numeric",
                                "lc_monetary",
                                "lc_time",
                                "xmlbinary",
                                "xmloption",
                                "default_text_search_config",
                                "timezone_abbreviations",
                                "array_nulls"};

constexpr std::array pinned{
    pg::setting_value{"row_security", "off"}, // an error where a policy would hide rows
    pg::setting_value{"gin_fuzzy_search_limit", "0"},
    pg::setting_value{"session_replication_role", "origin"},
};

void adopt(pg::local_settings& settings, std::string_view assignment) {
    const auto split = assignment.find('=');
    const std::string name(assignment.substr(0, split));
    settings.set(name.c_str(), std::string(assignment.substr(split + 1)));
}

pg::oid owner_of(const stream_table& table) {
    const pg::oid owner = pg::owner_of_relation(table.relation);
    if (owner != pg::no_oid) { return owner; }
    throw user_error(sqlstate::undefined_table,
                     std::format("stream table \"{}\" does not exist", table.name.for_people()));
}

} // namespace

owner_scope::owner_scope(const stream_table& table) : owner_scope(owner_of(table), table.settings) {
    context_.emplace(std::format("stream table \"{}\"", table.name.for_people()));
}

owner_scope::owner_scope(pg::oid owner, std::span<const std::string> settings) : owner_(owner) {
    settings_.begin();
    settings_.pin_language();
    settings_.set_all(pinned);
    for (const std::string& assignment : settings) { adopt(settings_, assignment); }
}

std::vector<std::string> settings_of_author() {
    std::vector<std::string> all;
    for (const char* const name : meaningful) {
        all.push_back(std::string(name) + "=" + pg::value_of_setting(name));
    }
    return all;
}

} // namespace pgt::ext
