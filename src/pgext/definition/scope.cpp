#include "definition/scope.hpp"

#include "definition/author.hpp"
#include "pg/access/kept_settings.hpp"

#include <pgt/error.hpp>

#include <algorithm>
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

const pg::kept_settings& kept_pinned() {
    static const auto& kept = *new pg::kept_settings(pinned);
    return kept;
}

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

/// The settings of an author, split and looked up: those of the last stream table, which is the next one, too, where a table is written to again and again.
struct split_settings {
    std::vector<std::string> written;
    std::vector<std::string> parts;
    std::vector<pg::setting_value> values; ///< in `parts`
    pg::kept_settings kept;
};

const split_settings& split_of(std::span<const std::string> settings) {
    static auto& last = *new split_settings;
    if (std::ranges::equal(last.written, settings)) { return last; }
    last = {};
    std::vector<std::string> parts(settings.begin(), settings.end());
    last.values = split(parts);
    last.kept = pg::kept_settings(last.values);
    last.parts = std::move(parts); // the strings stay where they are
    last.written.assign(settings.begin(), settings.end());
    return last;
}

pg::oid owner_of(const stream_table& table) {
    const pg::oid owner = pg::owner_of_relation(table.relation);
    if (owner != pg::no_oid) { return owner; }
    throw user_error(sqlstate::undefined_table,
                     std::format("stream table \"{}\" does not exist", table.name.for_people()));
}

} // namespace

std::string context_of(const stream_table& table) {
    return "stream table \"" + table.name.for_people() + '"';
}

owner_scope::owner_scope(const stream_table& table) : owner_scope(owner_of(table), table.settings) {
    context_.emplace(context_of(table));
}

owner_scope::owner_scope(pg::oid owner, std::span<const std::string> settings) : owner_(owner) {
    settings_.begin();
    settings_.pin_language();
    kept_pinned().put_in_force(settings_);
    const split_settings& of_author = split_of(settings);
    if (!of_author.kept.are_in_force()) { settings_.set_all(of_author.values); }
}

void set_as_author(pg::local_settings& settings, const stream_table& table) {
    settings.begin();
    settings.set("search_path", "");
    settings.set_all(split_of(table.settings).values);
}

std::vector<std::string> settings_of_author() {
    std::vector<std::string> all;
    for (const char* const name : meaningful) {
        all.push_back(std::string(name) + "=" + pg::value_of_setting(name));
    }
    return all;
}

} // namespace pgt::ext
