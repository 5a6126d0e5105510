/// The command line of `pgt`.
#pragma once

#include <string>
#include <vector>

namespace pgt::tool {

inline constexpr const char* usage = "Usage: pgt explain --schema SCHEMA.sql [--mermaid] QUERY.sql\n"
                                     "\n"
                                     "Prints what pg_trickle makes of a query: its circuit with the cost of "
                                     "each operator, the circuit of its changes and\n"
                                     "the SQL that applies them, for each table that it reads. Needs no "
                                     "server: SCHEMA.sql holds the CREATE statements of\n"
                                     "the tables and views. QUERY.sql may be - for the standard input.\n"
                                     "\n"
                                     "  --mermaid   draws the circuits as Mermaid flow charts\n";

struct arguments {
    std::string schema;
    std::string query;
    bool mermaid = false;
    bool help = false;
};

/// Errors: std::invalid_argument with a sentence for people.
[[nodiscard]] arguments parse_arguments(const std::vector<std::string>& given);

} // namespace pgt::tool
