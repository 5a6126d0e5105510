#include <pgt/lower/store/apply/row_classes.hpp>

#include <pgt/lower/protocol.hpp>
#include <pgt/lower/store/apply/merge.hpp>

namespace pgt::lower::apply {

sql::text row_classes(relational& r, const block& rows, const std::vector<sql::text>& key,
                      const storage& st) {
    auto const of_row =
        sql::build("({} OPERATOR(pg_catalog.&) {}::bigint)", st.id_of(key), protocol::row_classes - 1);
    return sql::build("{}{}", with_clause(r.with_list()), select_list(rows, {of_row}));
}

} // namespace pgt::lower::apply
