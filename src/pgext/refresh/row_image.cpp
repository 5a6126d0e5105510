#include "refresh/row_image.hpp"

#include <pgt/lower/protocol.hpp>

namespace pgt::ext {
namespace {

sql::text image_of(const pg::column& column) {
    constexpr pg::oid real = 700;
    if (column.type == real) { return sql::build("__pgt_stored.{}::numeric", sql::ident{column.name}); }
    return sql::build("__pgt_stored.{}", sql::ident{column.name});
}

sql::text shown(const pg::column& column) { return sql::build("__pgt_stored.{}", sql::ident{column.name}); }

} // namespace

sql::text image_of_row(const std::vector<pg::column>& columns) {
    std::vector<pg::column> compared = columns;
    std::erase_if(compared, [](const pg::column& one) { return one.name == lower::row_id_column; });
    return sql::build("row({})::text", sql::join(compared, ", ", image_of));
}

sql::text shown_columns(const std::vector<pg::column>& columns) {
    std::vector<pg::column> visible = columns;
    std::erase_if(visible, [](const pg::column& one) { return lower::protocol::is_own_name(one.name); });
    return sql::join(visible, ", ", shown);
}

} // namespace pgt::ext
