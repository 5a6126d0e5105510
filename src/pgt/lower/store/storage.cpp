#include <pgt/lower/store/storage.hpp>

#include <pgt/lower/facts/equality.hpp>

#include <cstddef>

namespace pgt::lower {

sql::text storage::id_of(const std::vector<sql::text>& key_columns) const {
    if (!keyed || key.size() != 1 || !is_whole_number(types.at(key[0]))) { return row_id(key_columns); }
    auto const number = sql::build("CAST({} AS bigint)", key_columns.at(0));
    return types[key[0]].nullable ? sql::build("coalesce({}, 0)", number) : number;
}

sql::text storage::column(sql::pattern<> alias, std::size_t i) const {
    return sql::build("{}.{}", sql::build(alias), sql::ident{columns[i]});
}

std::vector<sql::text> storage::texts(sql::pattern<> alias) const {
    std::vector<sql::text> result;
    for (std::size_t i = 0; i < columns.size(); ++i) { result.push_back(column(alias, i)); }
    return result;
}

bool storage::is_whole_number(const column_type& column) {
    auto const& name = column.type.name;
    return name == "smallint" || name == "integer" || name == "bigint";
}

} // namespace pgt::lower
