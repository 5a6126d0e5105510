/// `whole_statement`: a statement of the maintenance of a table.
#pragma once

#include "pg/query/spi.hpp"

namespace pgt::pg {

/// A statement that is analysed `without_forced_policies`, in the given connection, and runs there once.
[[nodiscard]] statement whole_statement(const spi& in, const sql::text& text,
                                        std::span<const oid> parameters = {});

} // namespace pgt::pg
