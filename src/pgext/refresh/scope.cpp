#include "refresh/scope.hpp"

#include "pg/custom_settings.hpp"

#include <array>
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
                                "default_text_search_config"};

void adopt(pg::local_settings& settings, std::string_view assignment) {
    const auto split = assignment.find('=');
    const std::string name(assignment.substr(0, split));
    const std::string value(assignment.substr(split + 1));
    if (pg::value_of_setting(name.c_str()) != value) { settings.set(name.c_str(), value); }
}

} // namespace

refresh_scope::refresh_scope(const stream_table& table)
    : owner_(pg::owner_of_relation(table.relation)), permission_(table.relation) {
    settings_.safe_search_path();
    for (const std::string& assignment : table.settings) { adopt(settings_, assignment); }
    adopt(settings_, "row_security=off"); // an error where a policy would hide rows
}

std::vector<std::string> settings_of_author() {
    std::vector<std::string> all;
    for (const char* const name : meaningful) {
        all.push_back(std::string(name) + "=" + pg::value_of_setting(name));
    }
    return all;
}

} // namespace pgt::ext
