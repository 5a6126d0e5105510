#include <pgt/lower/store/apply/partitions.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/store/apply/merge.hpp>
#include <pgt/sql/type_name.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace pgt::lower::apply {

std::vector<std::size_t> partition_beside_key(const storage& st) {
    std::vector<std::size_t> columns = st.partition;
    std::erase_if(columns, [&st](std::size_t one) { return std::ranges::contains(st.key, one); });
    return columns;
}

sql::text partition_column(std::size_t number) { return sql::build("p{}", number); }

sql::text and_in_partition(const storage& st) {
    std::vector<sql::text> conditions;
    for (std::size_t const i : partition_beside_key(st)) {
        auto const value = sql::build("n.{}", partition_column(conditions.size() + 1));
        conditions.push_back(sql::build(" AND {}", same(st.types[i], st.column("s", i), value)));
    }
    return sql::join(conditions, "");
}

namespace {

/// Types whose order is that of the server's operators, without a collation.
bool has_plain_order(const column_type& column) {
    static constexpr std::array<std::string_view, 7> ordered{"smallint", "integer", "bigint",   "numeric",
                                                             "date",     "time",    "timestamp"};
    const std::string_view name = sql::bare_type_name(column.type.name);
    return !name.ends_with("[]") && std::ranges::contains(ordered, name.substr(0, name.find_first_of(" (")));
}

/// The first column of the partition key in the rows of a MERGE.
sql::text first_partition_column(const storage& st) {
    auto const in_key = std::ranges::find(st.key, st.partition.front());
    if (in_key == st.key.end()) { return partition_column(1); }
    return sql::build("k{}", in_key - st.key.begin() + 1);
}

} // namespace

std::vector<sql::text> in_range_of(const storage& st, sql::pattern<> relation, const sql::text& column) {
    if (st.partition.empty() || !has_plain_order(st.types[st.partition.front()])) { return {}; }
    auto const& type = st.types[st.partition.front()];
    auto const stored = st.column("s", st.partition.front());
    auto const from = sql::build(relation);
    auto const range = sql::build("({} OPERATOR(pg_catalog.>=) (SELECT min(r.{}) FROM {} AS r)"
                                  " AND {} OPERATOR(pg_catalog.<=) (SELECT max(r.{}) FROM {} AS r))",
                                  stored, column, from, stored, column, from);
    if (!type.nullable) { return {range}; }
    return {sql::build("({} OR {})", range, is_null(type.type, stored))};
}

sql::text merge_in_partitions(const std::vector<sql::text>& parts, const storage& st, const sql::text& n,
                              const sql::text& on, const std::vector<sql::text>& actions) {
    if (st.partition.empty()) { return merge(parts, st, n, on, actions); }
    auto const range = in_range_of(st, "merged", first_partition_column(st));
    if (range.empty()) { return merge(parts, st, n, on, actions); }
    auto all = parts;
    all.push_back(sql::build("merged AS MATERIALIZED ({})", n));
    return merge(all, st, sql::build("SELECT * FROM merged"), sql::build("{} AND {}", on, range.front()),
                 actions);
}

sql::text merge_groups(const std::vector<sql::text>& parts, const storage& st, const sql::text& n,
                       const sql::text& on, const std::vector<sql::text>& actions) {
    if (!partition_beside_key(st).empty()) { return merge(parts, st, n, on, actions); }
    return merge_in_partitions(parts, st, n, on, actions);
}

} // namespace pgt::lower::apply
