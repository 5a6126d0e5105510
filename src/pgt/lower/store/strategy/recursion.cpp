#include <pgt/lower/store/strategy/recursion.hpp>

#include <pgt/lower/protocol.hpp>
#include <pgt/lower/sql/columns.hpp>

#include <cstddef>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>
#include <string>
#include <utility>
#include <vector>

namespace pgt::lower {

circuit recursion_strategy::changing() const {
    return dbsp::plus(top_.parts.start, top_.step(iterate_before));
}

std::vector<std::vector<std::string>> recursion_strategy::looked_up() const {
    std::vector<std::vector<std::string>> result;
    for (const auto& joined : keys_of_leaf(top_.step(iterate_before), iterate_before)) {
        std::vector<std::string> names;
        for (std::size_t const i : joined) { names.push_back(store_.columns[iterate_[i]]); }
        result.push_back(std::move(names));
    }
    return result;
}

recursion_strategy::recursion_strategy(lowered_query& q, const sql::qname& target, recursive_query top)
    : strategy(q, target), top_(std::move(top)), rows_(q.types.of(top_.fixpoint)) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        iterate_.push_back(stored_at(top_.columns, i, protocol::iterate_column(i + 1),
                                     "a column of the recursion that the query does not show"));
    }
    q.types.bind_leaf({iterate_before}, rows_);
    store(dbsp::map(top_.fixpoint, mapping(top_.columns)));
}

std::vector<sql::text> recursion_strategy::stored_columns() const {
    std::vector<sql::text> result;
    for (std::size_t const i : iterate_) { result.push_back(store_.column("s", i)); }
    return result;
}

sql::text recursion_strategy::stored_rows(const std::vector<sql::text>& conditions) const {
    block rows;
    rows.from = {sql::build("{} AS s", store_.table())};
    for (const auto& column : stored_columns()) { rows.columns.push_back({column, true}); }
    rows.where = conditions;
    return sql::build("({})", select(rows));
}

block recursion_strategy::cast(const block& b) const {
    auto result = detail::filled(b, detail::all_of(rows_.size()), rows_);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (rows_[i].type.name.empty()) { continue; }
        result.columns[i] = {
            sql::build("CAST({} AS {})", result.columns[i].sql, sql::from_server(rows_[i].type.name)), false};
    }
    return result;
}

} // namespace pgt::lower
