#include "bind/scope.hpp"

#include "bind/refusal.hpp"

#include <algorithm>

namespace pgt::bind::detail {

void append(names& to, names from) {
    std::ranges::move(from.columns, std::back_inserter(to.columns));
    std::ranges::move(from.tables, std::back_inserter(to.tables));
}

const named_column* find_column(const std::vector<named_column>& columns, const std::string& name, int at) {
    auto const is_called = [&](const named_column& c) { return c.name == name; };
    auto const found = std::ranges::find_if(columns, is_called);
    if (found == columns.end()) { return nullptr; }
    if (std::find_if(found + 1, columns.end(), is_called) != columns.end()) {
        throw invalid(sqlstate::ambiguous_column, "column reference " + quoted(name) + " is ambiguous", at);
    }
    return &*found;
}

const named_table* find_table(const std::vector<named_table>& tables, const std::string& schema,
                              const std::string& name) {
    auto const found = std::ranges::find_if(tables, [&](const named_table& t) {
        return t.name == name && (schema.empty() || t.schema == schema);
    });
    return found == tables.end() ? nullptr : &*found;
}

} // namespace pgt::bind::detail
