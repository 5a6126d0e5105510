#include <pgt/lower/store/apply/partitions.hpp>

#include <pgt/lower/facts/equality.hpp>

#include <algorithm>

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

} // namespace pgt::lower::apply
