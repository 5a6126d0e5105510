#include <pgt/lower/sql/existence.hpp>

#include <pgt/lower/facts/equality.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace pgt::lower {

sql::text exists(const block& in, const std::vector<sql::text>& conditions) {
    auto some = in;
    std::ranges::copy(conditions, std::back_inserter(some.where));
    return sql::build("EXISTS ({})", select_list(some, {}));
}

bool some_nullable(const row_type& types) { return std::ranges::any_of(types, &column_type::nullable); }

sql::text any_null(const std::vector<sql::text>& columns, const row_type& types) {
    std::vector<sql::text> tests;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (types.at(i).nullable) { tests.push_back(is_null(types[i].type, columns[i])); }
    }
    return sql::build("({})", sql::join(tests, " OR "));
}

} // namespace pgt::lower
