#include "catalog/server_catalog.hpp"

#include "catalog/store.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/settings.hpp"
#include "pg/query/describe.hpp"

#include <pgt/lower/facts/typing.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

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

/// The constraints of a stream table do not say what its query does.
void describe_stream_table(bind::relation_info& info, const std::vector<std::string>& key_columns) {
    info.kind = bind::relation_kind::stream_table;
    std::vector<std::size_t> key;
    for (const std::string& name : key_columns) {
        const auto found = std::ranges::find(info.columns, name, &bind::column_info::name);
        if (found == info.columns.end()) { return; }
        key.push_back(static_cast<std::size_t>(found - info.columns.begin()));
    }
    if (key.empty()) { return; }
    for (const std::size_t one : key) { info.columns[one].not_null = true; }
    info.keys.insert(info.keys.begin(), std::move(key));
}

} // namespace

std::optional<bind::relation_info> server_catalog::relation(const std::string& schema,
                                                            const std::string& name) const {
    const auto found = pg::find_relation(schema.empty() ? "pg_catalog" : schema, name);
    if (!found) { return std::nullopt; }
    bind::relation_info info = pg::describe_relation(*found);
    if (info.kind == bind::relation_kind::table || info.kind == bind::relation_kind::partitioned_table) {
        if (const auto table = find_stream_table(*found)) { describe_stream_table(info, table->key_columns); }
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
