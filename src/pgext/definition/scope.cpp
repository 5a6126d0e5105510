#include "definition/scope.hpp"

#include "definition/author.hpp"

#include <pgt/error.hpp>

#include <array>
#include <format>

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

/// Those of `name=value`, in which the sign becomes the end of the name.
std::vector<pg::setting_value> split(std::span<std::string> assignments) {
    std::vector<pg::setting_value> all;
    for (std::string& one : assignments) {
        const auto at = one.find('=');
        if (at == std::string::npos) {
            throw user_error(sqlstate::invalid_parameter_value,
                             std::format("invalid setting in the catalog: \"{}\"", one))
                .detail("A stream table keeps the settings of its author as name=value.")
                .hint("Drop the stream table and create it again.");
        }
        one[at] = '\0';
        all.push_back({.name = one.c_str(), .value = one.c_str() + at + 1});
    }
    return all;
}

void set_all(pg::local_settings& settings, std::span<const std::string> assignments) {
    std::vector<std::string> copies(assignments.begin(), assignments.end());
    settings.set_all(split(copies));
}

pg::oid owner_of(const stream_table& table) {
    const pg::oid owner = pg::owner_of_relation(table.relation);
    if (owner != pg::no_oid) { return owner; }
    throw user_error(sqlstate::undefined_table,
                     std::format("stream table \"{}\" does not exist", table.name.for_people()));
}

} // namespace

std::string context_of(const stream_table& table) {
    return std::format("stream table \"{}\"", table.name.for_people());
}

owner_scope::owner_scope(const stream_table& table) : owner_scope(owner_of(table), table.settings) {
    context_.emplace(context_of(table));
}

owner_scope::owner_scope(pg::oid owner, std::span<const std::string> settings) : owner_(owner) {
    settings_.begin();
    settings_.pin_language();
    settings_.set_all(pinned);
    set_all(settings_, settings);
}

void set_as_author(pg::local_settings& settings, const stream_table& table) {
    settings.begin();
    settings.set("search_path", "");
    set_all(settings, table.settings);
}

std::vector<std::string> settings_of_author() {
    std::vector<std::string> all;
    for (const char* const name : meaningful) {
        all.push_back(std::string(name) + "=" + pg::value_of_setting(name));
    }
    return all;
}

} // namespace pgt::ext
