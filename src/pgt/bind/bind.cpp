#include <pgt/bind/bind.hpp>

#include "bind/binder.hpp"

#include <pgt/syntax/refusal.hpp>

#include <string>

namespace pgt::bind {

namespace {
query bound(const syntax::select_statement& statement, const catalog& tables, const parse::limits& limit,
            bool marks_presence) {
    detail::binder binder(tables, limit, marks_presence);
    auto const found = [&] {
        try {
            return binder.select(statement, {});
        } catch (const detail::outer_call_needed& needed) {
            throw syntax::not_incremental("an aggregate of the query around a subquery",
                                          "It stands in the subquery.", needed.call.at);
        }
    }();
    query result{found.rows, {}, binder.sources(), binder.constants()};
    for (const auto& column : found.columns) { result.columns.push_back(column.name); }
    return result;
}
} // namespace

query bind_query(const std::string& sql, const catalog& tables, const parse::limits& limit) {
    auto const statement = parse::parse(sql, limit);
    try {
        return bound(statement, tables, limit, false);
    } catch (const detail::presence_needed&) { return bound(statement, tables, limit, true); }
}

} // namespace pgt::bind
