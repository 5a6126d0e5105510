#include <pgt/bind/bind.hpp>

#include "bind/binder.hpp"

#include <string>

namespace pgt::bind {

query bind_query(const std::string& sql, const catalog& tables, const parse::limits& limit) {
    detail::binder binder(tables, limit);
    auto const bound = binder.select(parse::parse(sql, limit), {});
    query result{bound.rows, {}, binder.sources(), binder.constants()};
    for (const auto& column : bound.columns) { result.columns.push_back(column.name); }
    return result;
}

} // namespace pgt::bind
