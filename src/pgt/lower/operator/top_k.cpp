#include <pgt/lower/operator/top_k.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/sql/columns.hpp>
#include <pgt/lower/sql/match.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace pgt::lower {

namespace {

using texts = std::vector<sql::text>;

texts keys_of_order(const row_limit& limit, const block& rows) {
    auto const columns = rows.texts();
    texts result;
    for (const auto& key : limit.order) {
        result.push_back(sql::build("{}{}", key.by.print(columns), key.order));
    }
    return result;
}

/// With what decides between rows that the order leaves open.
texts total_order(const row_limit& limit, const block& rows) {
    auto result = keys_of_order(limit, rows);
    auto const exists = [&](std::size_t i) { return rows.columns.at(i).exists(); };
    if (!limit.decided_by || !std::ranges::all_of(*limit.decided_by, exists)) {
        auto const columns = detail::existing(rows);
        if (!columns.empty()) { result.push_back(row_image(columns)); }
        return result;
    }
    for (std::size_t const i : *limit.decided_by) {
        auto const is_this = [&](const order_key& key) { return key.by.as_column() == i; };
        if (std::ranges::none_of(limit.order, is_this)) { result.push_back(rows.columns.at(i).text()); }
    }
    return result;
}

sql::text clause(sql::pattern<> words, const texts& list) {
    return list.empty() ? sql::text() : sql::build("{}{}", sql::build(words), sql::join(list, ", "));
}

/// Of all rows, which PostgreSQL finds by an index if there is one.
block first_of_all(relational& r, const block& rows, const row_limit& limit) {
    auto text = sql::build("{}{}", select(rows), clause(" ORDER BY ", total_order(limit, rows)));
    if (limit.count) { text = sql::build("{} LIMIT {}", text, *limit.count); }
    if (limit.offset > 0) { text = sql::build("{} OFFSET {}", text, limit.offset); }
    auto const name = r.alias();
    return reading(sql::build("({}) AS {}", text, name), name, shape(rows), false);
}

sql::text numbered(sql::pattern<> function, const texts& group, const texts& order) {
    auto const partition = clause("PARTITION BY ", group);
    auto const gap = group.empty() || order.empty() ? sql::text() : sql::build(" ");
    return sql::build("{} OVER ({}{}{})", sql::build(function), partition, gap, clause("ORDER BY ", order));
}

/// Of each group; `n` is the place of a row in its group, `p` that of the first of its peers.
block first_of_groups(relational& r, const block& rows, const row_limit& limit, const texts& group) {
    texts list;
    for (std::size_t i = 0; i < rows.columns.size(); ++i) {
        const auto& column = rows.columns[i];
        if (column.exists()) { list.push_back(sql::build("{} AS {}", column.sql, column_name(i))); }
    }
    auto const end = limit.end();
    bool const by_peers = limit.with_ties && end;
    bool const by_place = !by_peers || limit.offset > 0;
    if (by_place) {
        list.push_back(sql::build("{} AS n", numbered("row_number()", group, total_order(limit, rows))));
    }
    if (by_peers) {
        list.push_back(sql::build("{} AS p", numbered("rank()", group, keys_of_order(limit, rows))));
    }
    auto const name = r.alias();
    auto result = reading(sql::build("({}) AS {}", select_list(rows, list), name), name, shape(rows), false);
    if (limit.offset > 0) { result.where.push_back(sql::build("{}.n > {}", name, limit.offset)); }
    if (end) {
        auto const place = by_peers ? sql::build("{}.p", name) : sql::build("{}.n", name);
        result.where.push_back(sql::build("{} <= {}", place, *end));
    }
    return result;
}

} // namespace

/// Some of the rows have the keys of all of them; the only row of its group is told by the key of the group.
std::vector<column_set> lowering_traits<limit_operator>::keys(key_finder& f, const use<limit_operator>& u) {
    auto result = f.of(u.input(0));
    auto const& limit = u.op.fn.limit();
    if (limit.count != 1U || limit.with_ties) { return result; }
    column_set group;
    for (const auto& e : u.op.key.columns()) {
        auto const column = e.as_column();
        if (!column) { return result; }
        group.insert(*column);
    }
    result.push_back(std::move(group));
    return result;
}

block lowering_traits<limit_operator>::sql(relational& r, const use<limit_operator>& u) {
    auto const& limit = u.op.fn.limit();
    auto rows = r.unweighted(u.input(0));
    // So that ORDER BY meets columns, not constants, which would be positions, and nothing is written twice.
    bool const plain =
        std::ranges::all_of(rows.columns, [](const output& c) { return !c.exists() || c.simple; });
    if (!plain) { rows = r.closed(rows); }
    if (limit.count == 0U) {
        rows.where.push_back(sql::build("false"));
        return rows;
    }
    auto const group = detail::key_texts(u.op.key, rows);
    return group.empty() && !limit.with_ties ? first_of_all(r, rows, limit)
                                             : first_of_groups(r, rows, limit, group);
}

} // namespace pgt::lower
