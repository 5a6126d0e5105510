#include <pgt/lower/store/apply/groups.hpp>

#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/store/apply/partitions.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace pgt::lower::apply {

sql::text with_row_id(const block& rows, const storage& st) {
    auto const columns = with_all_columns(rows, st).texts();
    std::vector<sql::text> list{sql::build("{} AS rid", st.id_of(st.key_of(columns)))};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        list.push_back(sql::build("{} AS {}", columns[i], column_name(i)));
    }
    return select_list(rows, list);
}

namespace {

/// OFFSET: the planner would put the expressions in the place of the columns, and compute them twice.
block computed_once(const block& rows) {
    auto const q = sql::build("q");
    return reading(sql::build("({} OFFSET 0) AS {}", select(rows), q), q, shape(rows), false);
}

/// k (rid, k1, ...): the touched keys, each once.
sql::text touched_keys(relational& r, const block& change, const std::vector<sql::text>& key,
                       const storage& st) {
    block keys = change;
    keys.weight = {};
    keys.columns.clear();
    for (const auto& column : key) { keys.columns.push_back({column, false}); }
    keys = r.closed(keys); // so that GROUP BY meets columns, not constants
    auto const columns = keys.texts();
    std::vector<sql::text> list{sql::build("{} AS rid", st.id_of(columns))};
    for (std::size_t i = 0; i < key.size(); ++i) {
        list.push_back(sql::build("{} AS k{}", columns[i], i + 1));
    }
    auto const grouping =
        key.empty() ? sql::build(" LIMIT 1") : sql::build(" GROUP BY {}", sql::join(columns, ", "));
    return sql::build("{}{}", select_list(keys, list), grouping);
}

/// n: each touched key with its group as it is now, which may be none.
sql::text groups_now(const sql::text& keys, const sql::text& groups, const storage& st) {
    auto const g = [](std::size_t i) { return sql::build("g.{}", column_name(i)); };
    std::vector<sql::text> match{sql::build("g.rid OPERATOR(pg_catalog.=) k.rid")};
    std::vector<sql::text> list{sql::build("k.rid"), sql::build("g.rid IS NOT NULL AS found")};
    for (std::size_t i = 0; i < st.key.size(); ++i) {
        auto const touched = sql::build("k.k{}", i + 1);
        match.push_back(same(st.types[st.key[i]], g(st.key[i]), touched));
        list.push_back(touched);
    }
    for (std::size_t i = 0; i < st.columns.size(); ++i) { list.push_back(g(i)); }
    return sql::build("SELECT {} FROM ({}) AS k LEFT JOIN ({}) AS g ON {}", sql::join(list, ", "), keys,
                      groups, sql::join(match, " AND "));
}

} // namespace

sql::text rows_to_fill(const relational& r, const block& rows, const storage& st) {
    auto const is_in_from = [](const output& column) { return column.simple || !column.exists(); };
    bool const plain = std::ranges::all_of(st.key_of(rows.columns), is_in_from);
    return sql::build("{}{}", with_clause(r.with_list()),
                      with_row_id(plain ? rows : computed_once(rows), st));
}

sql::text groups(relational& r, const block& touched, const std::vector<sql::text>& key, const block& now,
                 const storage& st) {
    auto n = new_columns(st);
    auto by_key = n;
    for (std::size_t i = 0; i < st.key.size(); ++i) { by_key[st.key[i]] = sql::build("n.k{}", i + 1); }
    auto const source = groups_now(touched_keys(r, touched, key, st), with_row_id(now, st), st);
    return merge_groups(r.with_list(), st, source, same_key(st, by_key),
                        {sql::build("WHEN MATCHED AND NOT n.found THEN DELETE"),
                         sql::build("WHEN MATCHED AND {} THEN {}", some_difference(st, n), update_all(st, n)),
                         sql::build("WHEN NOT MATCHED AND n.found THEN {}", insert_all(st, n))});
}

sql::text replace_keyed(relational& r, const block& all, const storage& st) {
    auto const n = new_columns(st);
    return merge(r.with_list(), st, with_row_id(all, st), same_key(st, n),
                 {sql::build("WHEN MATCHED AND {} THEN {}", some_difference(st, n), update_all(st, n)),
                  sql::build("WHEN NOT MATCHED THEN {}", insert_all(st, n)),
                  sql::build("WHEN NOT MATCHED BY SOURCE THEN DELETE")});
}

} // namespace pgt::lower::apply
