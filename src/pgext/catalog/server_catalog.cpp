#include "catalog/server_catalog.hpp"

#include "catalog/store.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/settings.hpp"
#include "pg/query/describe.hpp"

#include <pgt/lower/typing.hpp>

namespace pgt::ext {
namespace {

/// The answer of `ask` to a text, which the server reads as it was printed; asked for the first time only.
template <class Answer, class Ask>
Answer remembered(std::map<std::string, Answer>& known, const std::string& text, Ask ask) {
    const auto found = known.find(text);
    if (found != known.end()) { return found->second; }
    pg::local_settings settings;
    settings.pin_language();
    settings.pin_literals();
    return known.emplace(text, ask(text)).first->second;
}

} // namespace

std::optional<bind::relation_info> server_catalog::relation(const std::string& schema,
                                                            const std::string& name) const {
    const auto found = pg::find_relation(schema.empty() ? "pg_catalog" : schema, name);
    if (!found) { return std::nullopt; }
    bind::relation_info info = pg::describe_relation(*found);
    if (info.kind == bind::relation_kind::table && find_stream_table(*found)) {
        info.kind = bind::relation_kind::stream_table;
    }
    return info;
}

bind::function_kind server_catalog::function(const std::string& schema, const std::string& name,
                                             std::size_t arguments) const {
    return pg::describe_function(schema, name, arguments);
}

std::vector<bind::type_info> server_catalog::describe(const sql::text& query, std::size_t columns) const {
    std::vector<bind::type_info> types =
        remembered(described_, query.str(), [](const std::string& text) { return pg::describe_query(text); });
    types.resize(columns);
    return types;
}

bind::join_equality server_catalog::compare(const bind::type_info& left, const bind::type_info& right) const {
    const sql::text a = lower::typed_null(left);
    const sql::text b = lower::typed_null(right);
    const sql::text query =
        sql::build("SELECT a = b, coalesce(a, b), a, b FROM (SELECT {} AS a, {} AS b) AS t", a, b);
    return remembered(compared_, query.str(),
                      [](const std::string& text) { return pg::describe_equality(text); });
}

} // namespace pgt::ext
