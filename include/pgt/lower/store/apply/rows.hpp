/// Applying a change row by row: to rows with a key by MERGE, to a bag by DELETE and INSERT.
#pragma once

#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/apply/merge.hpp>
#include <pgt/lower/store/storage.hpp>

namespace pgt::lower::apply {

/// Whether a change has to be added up row by row before it is applied by key.
enum class rows_of_change : std::uint8_t {
    as_they_come,   ///< the same row may be inserted and deleted
    once_for_a_key, ///< of the rows with a key at most one is inserted, which exists afterwards, and at most one deleted, which existed before
    once_or_error, ///< as `once_for_a_key` if it is so, and else the statement calls `pgtrickle.not_additive`
};

/// Applies `change` to rows that have a key.
[[nodiscard]] sql::text keyed(relational& r, const block& change, const storage& st, rows_of_change how);

/// Applies `change` to a bag: equal rows are any of them.
[[nodiscard]] sql::text bag(relational& r, const block& change, const storage& st);

/// Adds the rows of `change` without looking at those that are stored. A row that would go is an error (XX001) when the statement runs.
[[nodiscard]] sql::text append(relational& r, const block& change, const storage& st, rows_of_change how);

/// Makes the table equal to `all`, rows that count once.
[[nodiscard]] sql::text replace_bag(relational& r, const block& all, const storage& st);

} // namespace pgt::lower::apply
