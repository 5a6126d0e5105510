#include "pg/query/whole_statement.hpp"

#include "pg/access/forced_policies.hpp"

namespace pgt::pg {

statement whole_statement(const spi& in, const sql::text& text, std::span<const oid> parameters) {
    const without_forced_policies whole;
    return {in, text, parameters};
}

} // namespace pgt::pg
