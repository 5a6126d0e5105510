/// The error of a subquery that is used as a value and has several rows.
#include "pg/value/function.hpp"

#include <pgt/error.hpp>

#include <cstdint>

namespace {

using namespace pgt;

bool require_one_row(std::int64_t rows) {
    if (rows > 1) {
        throw user_error("21000", "more than one row returned by a subquery used as an expression");
    }
    return true;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_require_one_row, require_one_row);
