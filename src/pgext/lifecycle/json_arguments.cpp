#include "lifecycle/json_arguments.hpp"

#include "pg/access/settings.hpp"
#include "pg/query/spi.hpp"

#include <pgt/error.hpp>

#include <format>
#include <string_view>
#include <utility>

namespace pgt::ext {
namespace {

[[noreturn]] void refuse_form(const std::string& problem, bool list_wanted) {
    if (list_wanted) {
        throw user_error(sqlstate::invalid_parameter_value, problem)
            .hint("Pass a list of objects, as in [{\"name\": \"sales\", \"schedule\": \"1m\"}].");
    }
    throw user_error(sqlstate::invalid_parameter_value, problem)
        .hint("Pass names with values, as in {\"schedule\": \"1m\"}.");
}

void check_form(const pg::spi& session, const pg::json& document, const char* wanted,
                const std::string& what) {
    const auto form =
        session.run(sql::build("select jsonb_typeof($1)"), {}, document).value<std::string>().value();
    if (form == wanted) { return; }
    refuse_form(std::format("{} must be a JSON {}, not {}", what, wanted, form),
                std::string_view(wanted) == "array");
}

/// An object keeps the last of several members of one name.
void refuse_repeated(const pg::spi& session, const std::string& object, const std::string& what) {
    const auto repeated = session
                              .run(sql::build("select key from json_each($1::json) group by key"
                                              " having count(*) > 1 order by key limit 1"),
                                   {}, object)
                              .value<std::string>();
    if (!repeated) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("{} names \"{}\" more than once", what, *repeated))
        .hint("Name each member once.");
}

} // namespace

std::vector<json_member> members_of(const pg::json& object, const std::string& what) {
    pg::local_settings settings;
    settings.pin_language();
    const pg::spi session;
    check_form(session, object, "object", what);
    const pg::result rows =
        session.run(sql::build("select m.key, jsonb_typeof(m.value), m.value #>> {} from jsonb_each($1) as m"
                               " order by 1",
                               sql::literal{"{}"}),
                    {}, object);
    std::vector<json_member> all;
    for (auto& [name, form, text] : rows.all<std::string, std::string, std::optional<std::string>>()) {
        all.push_back({.name = std::move(name), .form = std::move(form), .text = std::move(text)});
    }
    return all;
}

std::vector<json_member> members_of_text(const std::string& object, const std::string& what) {
    pg::local_settings settings;
    settings.pin_language();
    const pg::spi session;
    const pg::json document =
        session.run(sql::build("select $1::jsonb"), {}, object).value<pg::json>().value();
    std::vector<json_member> members = members_of(document, what);
    refuse_repeated(session, object, what);
    return members;
}

std::vector<pg::json> elements_of(const pg::json& array, const std::string& what) {
    pg::local_settings settings;
    settings.pin_language();
    const pg::spi session;
    check_form(session, array, "array", what);
    const pg::result rows = session.run(
        sql::build("select e.value from jsonb_array_elements($1) with ordinality as e (value, place)"
                   " order by e.place"),
        {}, array);
    std::vector<pg::json> all;
    for (auto& [element] : rows.all<pg::json>()) { all.push_back(std::move(element)); }
    return all;
}

} // namespace pgt::ext
