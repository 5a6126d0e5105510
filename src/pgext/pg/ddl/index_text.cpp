#include "pg/ddl/index_text.hpp"

#include "pg/boundary/guard.hpp"

#include <pgt/error.hpp>

#include <format>

extern "C" {
#include <nodes/parsenodes.h>
#include <nodes/pg_list.h>
#include <tcop/tcopprot.h>
}

namespace pgt::pg {
namespace {

/// Whether it is one CREATE INDEX and nothing else.
bool is_one_index(const char* command) {
    return call([command] {
        const List* const statements = pg_parse_query(command);
        if (list_length(statements) != 1) return false;
        const auto* const only = linitial_node(RawStmt, statements);
        return IsA(only->stmt, IndexStmt);
    });
}

} // namespace

sql::text checked_index(const std::string& definition) {
    const std::string command = "CREATE INDEX ON t " + definition;
    if (is_one_index(command.c_str())) { return sql::from_server(definition); }
    throw user_error(sqlstate::syntax_error, std::format("invalid index definition \"{}\"", definition))
        .hint("Write what follows the table in CREATE INDEX, as in '(customer)' or 'using gin (tags)'.");
}

} // namespace pgt::pg
