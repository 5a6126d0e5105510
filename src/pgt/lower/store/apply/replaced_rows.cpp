#include <pgt/lower/store/apply/replaced_rows.hpp>

#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/store/apply/groups.hpp>
#include <pgt/lower/store/apply/merge.hpp>
#include <pgt/lower/store/apply/partitions.hpp>

#include <cstddef>
#include <vector>

namespace pgt::lower::apply {

namespace {

/// o: rid, c1, ...
sql::text with_stored_id(const block& stored) {
    std::vector<sql::text> list{sql::build("s.{} AS rid", sql::ident{row_id_column})};
    auto const columns = stored.texts();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        list.push_back(sql::build("{} AS {}", columns[i], column_name(i)));
    }
    return select_list(stored, list);
}

/// n: for each key whose row differs the row as it is now, the key, and whether there is a row now and one stored.
sql::text differing_rows(const sql::text& now, const sql::text& stored, const storage& st) {
    auto const n = [](std::size_t i) { return sql::build("n.{}", column_name(i)); };
    auto const o = [](std::size_t i) { return sql::build("o.{}", column_name(i)); };
    std::vector<sql::text> list{sql::build("coalesce(n.rid, o.rid) AS rid")};
    std::vector<sql::text> match{sql::build("n.rid OPERATOR(pg_catalog.=) o.rid")};
    std::vector<sql::text> difference{sql::build("n.rid IS NULL"), sql::build("o.rid IS NULL")};
    for (std::size_t i = 0; i < st.columns.size(); ++i) {
        list.push_back(n(i));
        difference.push_back(differs(st.types[i], o(i), n(i)));
    }
    for (std::size_t i = 0; i < st.key.size(); ++i) {
        std::size_t const column = st.key[i];
        list.push_back(
            sql::build("CASE WHEN n.rid IS NULL THEN {} ELSE {} END AS k{}", o(column), n(column), i + 1));
        match.push_back(same(st.types[column], n(column), o(column)));
    }
    for (std::size_t number = 1; std::size_t const column : partition_beside_key(st)) {
        list.push_back(sql::build("CASE WHEN o.rid IS NULL THEN {} ELSE {} END AS {}", n(column), o(column),
                                  partition_column(number++)));
    }
    list.push_back(sql::build("n.rid IS NOT NULL AS is_now"));
    list.push_back(sql::build("o.rid IS NOT NULL AS is_stored"));
    return sql::build("SELECT {} FROM ({}) AS n FULL JOIN ({}) AS o ON {} WHERE {}", sql::join(list, ", "),
                      now, stored, sql::join(match, " AND "), sql::join(difference, " OR "));
}

} // namespace

sql::text replaced_rows(relational& r, const block& now, const block& stored, const storage& st) {
    auto const n = new_columns(st);
    auto by_key = n;
    for (std::size_t i = 0; i < st.key.size(); ++i) { by_key[st.key[i]] = sql::build("n.k{}", i + 1); }
    auto const source = differing_rows(with_row_id(now, st), with_stored_id(stored), st);
    return merge_in_partitions(
        r.with_list(), st, source, sql::build("{}{}", same_key(st, by_key), and_in_partition(st)),
        {sql::build("WHEN MATCHED AND NOT n.is_now THEN DELETE"),
         sql::build("WHEN MATCHED AND n.is_stored THEN {}", update_all(st, n)),
         sql::build("WHEN MATCHED THEN {}", update_inconsistent("a row to be inserted is there already")),
         sql::build("WHEN NOT MATCHED AND NOT n.is_stored THEN {}", insert_all(st, n)),
         sql::build("WHEN NOT MATCHED THEN {}", insert_inconsistent("a row to be deleted does not exist"))});
}

} // namespace pgt::lower::apply
