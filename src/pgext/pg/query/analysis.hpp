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

/// A relation that a query reads, directly or through a view.
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

/// A part of a query that is reported by its name.
struct mention {
    std::string name;             ///< as users write it: `now()`, CURRENT_DATE, `operator -(date,integer)`
    bool decides_on_rows = false; ///< it is used elsewhere than in the select list of the result
    std::optional<int> position;  ///< byte in the query's text; none inside a view
};

struct analysed_query {
    Query* tree = nullptr; ///< as the server understood it; in the memory context in which it was analysed
    std::string text;      ///< as it was written; for a view, as it is printed
    std::string canonical; ///< names qualified, stars expanded, casts explicit
    std::vector<result_column> columns;
    std::vector<read_relation> relations;
    std::vector<called_function> functions;
    /// What is stable and may give another result at the next refresh; without what depends on settings that are kept.
    std::vector<mention> unsettled;
    /// The functions of the clock that conditions compare with values of rows: these are not among `unsettled`.
    std::vector<mention> clock;
    /// What the canonical text contains without naming its operator, although reading it again would choose another one.
    std::vector<mention> unprintable;
    /// What the canonical text contains without saying all that is meant, as a row without the names of its fields.
    std::vector<mention> ambiguous;
    bool reads_search_path = false; ///< CURRENT_SCHEMA and the like
};

/// Analyses `text`, under the caller's search_path and privileges. pg_trickle's own columns in stream tables are invisible
/// to it. Throws `error` if the server rejects it, with the position in `text`, and `user_error` for anything but one SELECT.
[[nodiscard]] analysed_query analyse(const std::string& text);

/// The query of `view`, as it was analysed at its creation. Throws `error` if there is no such view.
[[nodiscard]] analysed_query analysed_view(oid view);

} // namespace pgt::pg
