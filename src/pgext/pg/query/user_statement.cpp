#include "pg/query/user_statement.hpp"

#include <pgt/error.hpp>

#include <format>

#include "pg/boundary/guard.hpp"
#include "pg/query/spi.hpp"

extern "C" {
#include <executor/spi.h>
}

namespace pgt::pg {

void run_for_user(const std::string& statements) {
    const spi connection;
    const int code = call([text = statements.c_str()] { return SPI_execute(text, false, 0); });
    if (code >= 0) return;
    throw user_error(sqlstate::feature_not_supported, "the statement cannot run inside a function")
        .detail(std::format("PostgreSQL refuses it there: {}.", SPI_result_code_string(code)))
        .hint("Run it by itself, and call pgtrickle.refresh_stream_table() afterwards.");
}

} // namespace pgt::pg
