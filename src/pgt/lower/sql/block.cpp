#include <pgt/lower/sql/block.hpp>

#include <cstddef>
#include <utility>

namespace pgt::lower {

std::vector<sql::text> block::texts() const {
    std::vector<sql::text> result;
    for (const auto& column : columns) { result.push_back(column.text()); }
    return result;
}

sql::text total_of(const sql::text& number) { return sql::build("pgtrickle.total({})", number); }

namespace {

sql::text clause(sql::pattern<> keyword, const std::vector<sql::text>& parts, sql::pattern<> separator) {
    if (parts.empty()) { return {}; }
    return sql::build("{}{}", sql::build(keyword), sql::join(parts, separator));
}

} // namespace

sql::text select_list(const block& b, const std::vector<sql::text>& list) {
    return sql::build("SELECT{}{}{}", clause(" ", list, ", "), clause(" FROM ", b.from, ", "),
                      clause(" WHERE ", b.where, " AND "));
}

sql::text select(const block& b, bool with_weight) {
    std::vector<sql::text> list;
    for (std::size_t i = 0; i < b.columns.size(); ++i) {
        if (b.columns[i].exists()) {
            list.push_back(sql::build("{} AS {}", b.columns[i].sql, column_name(i)));
        }
    }
    if (with_weight) {
        list.push_back(sql::build("{} AS w", b.weighted() ? b.weight : sql::build("1::bigint")));
    }
    return select_list(b, list);
}

sql::text select(const block& b) { return select(b, b.weighted()); }

std::vector<bool> shape(const block& b) {
    std::vector<bool> result;
    for (const auto& column : b.columns) { result.push_back(column.exists()); }
    return result;
}

block reading(sql::text from, const sql::text& alias, const std::vector<bool>& columns, bool weighted) {
    block result;
    result.from.push_back(std::move(from));
    for (std::size_t i = 0; i < columns.size(); ++i) {
        result.columns.push_back(columns[i] ? output{sql::build("{}.{}", alias, column_name(i)), true}
                                            : output{});
    }
    if (weighted) { result.weight = sql::build("{}.w", alias); }
    return result;
}

} // namespace pgt::lower
