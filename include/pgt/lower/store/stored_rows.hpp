/// `stored_rows`: what a plan stores, as a circuit, so that two plans can be compared.
#pragma once

#include <pgt/bind/query.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace pgt::lower {

struct stored_rows {
    bind::query query;                ///< its root gives the columns of the query, which are stored first
    circuit rows;                     ///< all stored columns, over the leaves of the query
    std::vector<std::string> columns; ///< their names
    std::vector<std::string>
        types; ///< with collations, as PostgreSQL prints them; empty where they are not known
    std::vector<std::size_t> key; ///< whose hash is the row id
    bool keyed = false;           ///< no two rows have the same key
};

} // namespace pgt::lower
