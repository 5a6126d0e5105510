#include "pg/query/row_error.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace pgt::pg {
namespace {

/// Connections, features, transactions, cursors, catalogs and schemas, conflicts, the text of the expression and privileges, resources,
/// limits, states of objects, the operator's intervention, the system, snapshots, configuration, foreign data, the server itself.
constexpr std::array<std::string_view, 29> not_of_row{
    "00", "01", "02", "03", "08", "0A", "0B", "0L", "0P", "24", "25", "26", "28", "2B", "2D",
    "34", "3D", "3F", "40", "42", "53", "54", "55", "57", "58", "72", "F0", "HV", "XX"};

} // namespace

bool is_error_of_row(const std::string& sqlstate) {
    const std::string_view kind = std::string_view(sqlstate).substr(0, 2);
    return !std::ranges::contains(not_of_row, kind);
}

} // namespace pgt::pg
