/// `rules`: what the dependent join with an operator is, without the dependency: one member for each operator.
#pragma once

#include "unnest/freed.hpp"
#include "unnest/matching.hpp"

#include <pgt/syntax/refusal.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pgt::unnest {

/// Columns of o that the rules tell apart by their images, not by equality, which `rules` has to be told before it begins.
struct images_needed {
    std::set<std::size_t> columns;
};

class rules {
  public:
    /// `images`: for columns of o the column of o that is its image.
    rules(const leaf_facts& leaves, known_domains& domains, std::string unit, outer_rows around,
          std::map<std::size_t, std::size_t> images = {});

    /// The rows of a subquery.
    freed of(const circuit& c);

    /// More conditions, over the columns of o followed by those of the subquery.
    [[nodiscard]] freed under(freed x, const expressions& on) const;
    /// Never optional: the rows that stand for no row are among the rows.
    [[nodiscard]] freed plain(freed x);
    /// Connected by links alone.
    struct linked {
        freed rows;
        std::vector<link> links;
    };
    /// `closed` are the columns that must not read o.  Precondition: not optional.
    [[nodiscard]] linked by_links(freed x, const std::set<std::size_t>& closed);
    [[nodiscard]] linked by_links(freed x);
    /// The links, if these are all that connects.
    [[nodiscard]] std::optional<std::vector<link>> links_of(const freed& x);
    /// r as the sides of the links followed by these columns over o and r, NULL where one reads o.
    [[nodiscard]] circuit arranged(const linked& x, const expressions& columns) const;

    [[nodiscard]] const outer_rows& around() const { return around_; }
    [[nodiscard]] std::size_t outer_width() const { return outer_width_; }
    [[nodiscard]] column_facts& facts() { return facts_; }
    [[nodiscard]] bool is_unit(const freed& x) const;
    [[nodiscard]] bool reads_outer(const expression& e) const;
    /// A column of r.
    [[nodiscard]] expression row_column(std::size_t i) const { return expression::column(outer_width_ + i); }
    /// An expression that reads r only, over its columns.
    [[nodiscard]] expression over_rows(const expression& e) const {
        return e.shifted(-static_cast<std::ptrdiff_t>(outer_width_));
    }
    /// What an expression over o and r becomes where r is extended to the left by other columns.
    [[nodiscard]] expression moved(const expression& e, std::size_t by) const;

    /// The right side of an outer join: its rows with a last column that is TRUE, and its columns, NULL where that is NULL.
    struct missable {
        circuit rows;
        expressions columns; ///< over o and r
    };
    [[nodiscard]] missable with_presence(const freed& x) const;

  private:
    using names = std::set<std::size_t>; ///< columns of o

    bool depends(const circuit& c);
    freed independent(const circuit& c);
    [[nodiscard]] freed unit() const;
    template <class Op, class... In> freed of_node(const dbsp::node<Op, In...>& n);

    [[nodiscard]] names outer_columns(const expressions& list) const;
    [[nodiscard]] expression at_domain(const freed& x, const expression& e) const;
    [[nodiscard]] static bool is_known(const freed& x, std::size_t outer) {
        return x.domain.contains(outer) || x.known.contains(outer);
    }
    [[nodiscard]] freed normal(freed x) const;
    [[nodiscard]] freed materialised(freed x, names wanted);
    void require_images(const names& exposed);
    [[nodiscard]] names exposed_columns(const freed& x) const;
    /// Distinct rows of some columns of o: those that tell rows apart, then those whose images are among them.
    struct domain_columns {
        names keys;
        names values;
    };
    [[nodiscard]] domain_columns domain_columns_of(const names& wanted) const;
    circuit domain_of(const domain_columns& columns);
    [[nodiscard]] std::optional<link> as_link(const freed& x, const expression& condition);
    [[nodiscard]] freed connected(circuit rows, std::size_t columns, const std::vector<link>& links) const;

    freed mapped(const freed& in, const mapping& fn) const;
    template <class On> static expressions conditions_of(const On& on, std::size_t left_width);
    freed joined(freed a, freed b, const expressions& on, const pairing& pair);
    struct outer_joined_rows {
        freed base;
        expressions left;
        expressions right;
    };
    outer_joined_rows left_joined(freed a, freed b, const expressions& on);
    freed full_joined(freed a, freed b, const expressions& on, const pairing& pair);
    freed reduced(freed a, freed b, const expressions& on, bool semi);
    freed expanded(freed in, const expansion& fn);
    freed aggregated(freed in, const key& by, const group_function& fn);
    freed windowed(freed in, const key& by, const group_function& fn);
    freed limited(freed in, const key& by, const group_function& fn);
    freed distinct(freed in);
    template <class Combine> freed combined(freed a, freed b, const Combine& combine);

    // recursion.cpp
    struct recursion_layout;
    [[nodiscard]] recursion_layout layout_of(const names& read) const;
    [[nodiscard]] circuit arranged_by(const recursion_layout& layout, const freed& x) const;
    [[nodiscard]] names read_of(const freed& x) const;
    freed recursion(const circuit& open_body, std::uint64_t scope);
    std::optional<freed> recursion_for(const circuit& open_body, std::uint64_t scope, names& read);

    [[nodiscard]] expressions pair_columns(const freed& a, const freed& b) const;
    [[noreturn]] void refuse(const char* construct) const;

    column_facts facts_;
    known_domains& domains_;
    std::string unit_name_;
    outer_rows around_;
    std::size_t outer_width_;
    by_circuit<bool> depends_;
    by_circuit<freed> known_;
    std::map<std::size_t, std::size_t> images_;
    std::map<std::uint64_t, freed> iterates_; ///< those of recursions that are being made
};

} // namespace pgt::unnest
