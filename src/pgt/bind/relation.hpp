/// `relation`: what can stand in FROM, bound.
#pragma once

#include <pgt/circuit/functions.hpp>
#include <pgt/circuit/order_key.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pgt::bind::detail {

struct relation_column {

    std::string name;
    std::string type; ///< as type_info has it; empty: not known
    bool hidden = false;
};

struct relation {

    circuit rows;
    std::vector<relation_column> columns; ///< one for each column of the rows
    std::optional<std::size_t> source;    ///< the index of the source that it is, if it is one
    /// Whether the rows are made from the iterate of the recursion that is being bound.
    bool recursive = false;
    /// Whether an ORDER BY gives the rows in an order.
    bool ordered = false;
    /// The table or view whose rows these are.
    std::optional<std::pair<std::string, std::string>> row_type = {};
    /// That order, over the columns, where it was asked for.
    std::vector<order_key> order = {};
};

/// The first columns renamed.
void rename(std::vector<relation_column>& columns, const std::vector<std::string>& names);

} // namespace pgt::bind::detail
