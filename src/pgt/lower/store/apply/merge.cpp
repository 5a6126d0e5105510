#include <pgt/lower/store/apply/merge.hpp>

#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/sql/columns.hpp>

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace pgt::lower::apply {

block with_all_columns(block rows, const storage& st) {
    return detail::filled(std::move(rows), detail::all_of(st.columns.size()), st.types);
}

std::vector<sql::text> new_columns(const storage& st) {
    std::vector<sql::text> result;
    for (std::size_t i = 0; i < st.columns.size(); ++i) {
        result.push_back(sql::build("n.{}", column_name(i)));
    }
    return result;
}

sql::text same_key(const storage& st, const std::vector<sql::text>& n) {
    std::vector<sql::text> conditions{
        sql::build("s.{} OPERATOR(pg_catalog.=) n.rid", sql::ident{row_id_column})};
    auto const stored = st.texts("s");
    for (std::size_t const i : st.key) { conditions.push_back(same(st.types[i], stored[i], n[i])); }
    return sql::join(conditions, " AND ");
}

sql::text some_difference(const storage& st, const std::vector<sql::text>& n) {
    auto const stored = st.texts("s");
    std::vector<sql::text> conditions;
    for (std::size_t i = 0; i < n.size(); ++i) {
        conditions.push_back(differs(st.types[i], stored[i], n[i]));
    }
    return conditions.empty() ? sql::build("false") : sql::build("({})", sql::join(conditions, " OR "));
}

sql::text update_all(const storage& st, const std::vector<sql::text>& n) {
    std::vector<sql::text> set;
    for (std::size_t i = 0; i < n.size(); ++i) {
        set.push_back(sql::build("{} = {}", sql::ident{st.columns[i]}, n[i]));
    }
    // A table without columns has nothing to set; the row id stays what it is.
    if (set.empty()) { return sql::build("DO NOTHING"); }
    return sql::build("UPDATE SET {}", sql::join(set, ", "));
}

sql::text stored_names(const storage& st) {
    std::vector<sql::text> names{sql::build("{}", sql::ident{row_id_column})};
    for (const auto& column : st.columns) { names.push_back(sql::build("{}", sql::ident{column})); }
    return sql::join(names, ", ");
}

sql::text insert_all(const storage& st, const std::vector<sql::text>& n) {
    std::vector<sql::text> values{sql::build("n.rid")};
    values.insert(values.end(), n.begin(), n.end());
    return sql::build("INSERT ({}) VALUES ({})", stored_names(st), sql::join(values, ", "));
}

sql::text inconsistent(std::string_view what) {
    return sql::build("pgtrickle.inconsistent({})", sql::literal{what});
}

sql::text update_inconsistent(std::string_view what) {
    return sql::build("UPDATE SET {} = {}", sql::ident{row_id_column}, inconsistent(what));
}

sql::text insert_inconsistent(std::string_view what) {
    return sql::build("INSERT ({}) VALUES ({})", sql::ident{row_id_column}, inconsistent(what));
}

sql::text with_clause(const std::vector<sql::text>& parts) {
    return parts.empty() ? sql::text() : sql::build("WITH {} ", sql::join(parts, ", "));
}

sql::text delta_column(std::size_t i) { return protocol::delta_column(static_cast<int>(i) + 1); }

namespace {
/// `changed`: for each row that a MERGE touches, what it did, whether that shows, and the row before and after.
sql::text returning_changes(const storage& st) {
    std::vector<sql::text> list{sql::build("merge_action() AS action")};
    std::vector<sql::text> visible;
    for (std::size_t i = 0; i < *st.returned; ++i) {
        auto const before = sql::build("before.{}", sql::ident{st.columns[i]});
        auto const after = sql::build("after.{}", sql::ident{st.columns[i]});
        list.push_back(sql::build("{} AS b{}", before, i + 1));
        list.push_back(sql::build("{} AS a{}", after, i + 1));
        visible.push_back(differs(st.types[i], before, after));
    }
    list.push_back(sql::build("({}) AS differs", sql::join(visible, " OR ")));
    return sql::build(" RETURNING WITH (OLD AS before, NEW AS after) {}", sql::join(list, ", "));
}
/// The rows of `changed` before or after, as a delta.
sql::text changed_rows(const storage& st, sql::pattern<> side, sql::pattern<> weight,
                       std::string_view action) {
    std::vector<sql::text> list;
    for (std::size_t i = 0; i < *st.returned; ++i) {
        list.push_back(sql::build("{}{} AS {}", sql::build(side), i + 1, delta_column(i)));
    }
    list.push_back(sql::build("{} AS {}", sql::build(weight), sql::ident{protocol::weight_column}));
    return sql::build("SELECT {} FROM changed WHERE action = {} OR (action = {} AND differs)",
                      sql::join(list, ", "), sql::literal{action}, sql::literal{"UPDATE"});
}
} // namespace

sql::text merge(const std::vector<sql::text>& parts, const storage& st, const sql::text& n,
                const sql::text& on, const std::vector<sql::text>& actions) {
    auto const statement =
        sql::build("MERGE INTO {} AS s USING ({}) AS n ON {} {}", st.table(), n, on, sql::join(actions, " "));
    if (!st.returned) { return sql::build("{}{}", with_clause(parts), statement); }
    auto all = parts;
    all.push_back(sql::build("changed AS ({}{})", statement, returning_changes(st)));
    return sql::build("{}{} UNION ALL {}", with_clause(all), changed_rows(st, "b", "-1", "DELETE"),
                      changed_rows(st, "a", "1", "INSERT"));
}

} // namespace pgt::lower::apply
