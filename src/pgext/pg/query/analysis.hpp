/// `analyse`: the server's own analysis of the query of a stream table.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

struct Query;

namespace pgt::pg {

/// A column of a query's result.
struct result_column {
    std::string name;
    oid type = no_oid;
    bool is_pseudo_type = false; ///< no table can have such a column
};

/// A relation that a query reads, itself or by a view.
struct read_relation {
    oid id = no_oid;
    char kind = 0; ///< as in pg_class.relkind
    bool is_temporary = false;
    std::vector<std::string> columns; ///< those that the query and the views in it name
};

enum class volatility : char { immutable = 'i', stable = 's', volatile_ = 'v' };

struct called_function {
    std::string name; ///< with its schema, unless that is pg_catalog
    volatility kind = volatility::immutable;
    std::optional<int> position; ///< byte in the query's text; none inside a view
};

/// What stands in a query and is of interest by its name.
struct mention {
    std::string name;             ///< as people write it: `now()`, CURRENT_DATE, `operator -(date,integer)`
    bool decides_on_rows = false; ///< it stands elsewhere than in the list of what rows of the result show
    std::optional<int> position;  ///< byte in the query's text; none inside a view
};

struct analysed_query {
    Query* tree = nullptr; ///< as the server understood it; in the memory context in which it was analysed
    std::string text;      ///< as it was written; of a view as it is printed
    std::string canonical; ///< names qualified, stars expanded, casts explicit
    std::vector<result_column> columns;
    std::vector<read_relation> relations;
    std::vector<called_function> functions;
    /// What is stable and may give another result at the next refresh; without what depends on settings that are kept.
    std::vector<mention> unsettled;
    /// What the canonical text says without naming its operator, though another would be taken when it is read again.
    std::vector<mention> unprintable;
    bool reads_search_path = false; ///< CURRENT_SCHEMA and the like
};

/// Analyses `text`, under the caller's search_path and rights. pg_trickle's own columns in stream tables are invisible
/// to it. Throws `error` for what the server finds wrong, with its position in `text`, and `user_error` for what is not
/// one SELECT.
[[nodiscard]] analysed_query analyse(const std::string& text);

/// What `view` stands for, as it was analysed when it was made. Throws `error` if there is no such view.
[[nodiscard]] analysed_query analysed_view(oid view);

} // namespace pgt::pg
