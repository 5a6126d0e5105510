/// `storage`: what a stream table stores, and by which columns its rows are found.
#pragma once

#include <pgt/lower/facts/typing.hpp>

#include <optional>
#include <string>
#include <vector>

namespace pgt::lower {

/// The stored columns, in the order of the rows of the circuit that fills them: those of the query, then the hidden ones.
struct storage {
    std::string schema;
    std::string name;
    std::vector<std::string> columns;
    row_type types;
    std::vector<std::size_t> key;            ///< whose hash is the row id; all columns where there is no key
    bool keyed = false;                      ///< no two rows have the same key
    std::vector<std::size_t> partition = {}; ///< by which the table is partitioned, if it is
    /// Statements for changes return so many of the columns, the first ones, of what they have changed; none: only numbers of rows.
    std::optional<std::size_t> returned;

    /// What stands in the column by which a row is found; of the columns of its key.
    [[nodiscard]] sql::text id_of(const std::vector<sql::text>& key_columns) const;
    [[nodiscard]] sql::text table() const { return sql::build("{}", sql::qname{schema, name}); }
    /// `alias.column` of a stored column.
    [[nodiscard]] sql::text column(sql::pattern<> alias, std::size_t i) const;
    /// The key columns of a list that has something for each column.
    template <class T> [[nodiscard]] std::vector<T> key_of(const std::vector<T>& all) const {
        std::vector<T> result;
        for (std::size_t const i : key) { result.push_back(all[i]); }
        return result;
    }
    /// `alias.column` for all of them.
    [[nodiscard]] std::vector<sql::text> texts(sql::pattern<> alias) const;

  private:
    static bool is_whole_number(const column_type& column);
};

} // namespace pgt::lower
