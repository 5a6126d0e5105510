/// What is known of the leaves of subqueries in tests: columns of the tables of random queries.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/unnest/unnest.hpp>

#include "property/pgt/support/query_generator.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace pgt::test {

/// The outer rows have the columns of this table, which subqueries read as their outer leaf.
inline constexpr std::size_t outer_table = 2;
inline const std::string outer_leaf = "s2";

class table_facts final : public unnest::leaf_facts {
  public:
    [[nodiscard]] std::size_t width(const std::string& leaf) const override {
        return leaf == bind::unit_source ? 0 : table_of(leaf).columns.size();
    }
    [[nodiscard]] bool never_null(const unnest::leaf_column& column) const override {
        return table_of(column.leaf).key && column.column == 0;
    }
    [[nodiscard]] bool image_is_equality(const unnest::leaf_column&) const override { return true; }
    [[nodiscard]] std::vector<std::vector<std::size_t>> keys(const std::string& leaf) const override {
        if (leaf == bind::unit_source) { return {{}}; }
        return table_of(leaf).key ? std::vector<std::vector<std::size_t>>{{0}}
                                  : std::vector<std::vector<std::size_t>>{};
    }
    [[nodiscard]] bool determines(const unnest::leaf_column& a, const unnest::leaf_column& b) const override {
        return table_of(a.leaf).columns.at(a.column) == table_of(b.leaf).columns.at(b.column);
    }

  private:
    /// A leaf of another name than those of the tables holds the outer rows.
    static table table_of(const std::string& leaf) {
        auto const all = tables();
        bool const is_table = leaf.size() == 2 && leaf.front() == 's';
        return is_table ? all.at(static_cast<std::size_t>(leaf.at(1) - '0')) : all.at(outer_table);
    }
};

} // namespace pgt::test
