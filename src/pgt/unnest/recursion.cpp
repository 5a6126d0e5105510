/// A recursion that reads the outer row: the recursions of all outer rows as one.
///
/// Its rows begin with the columns of o that it reads, its *domain*.  It starts with what the recursion of each o starts with, and the step passes
/// the domain on: of rows for different o's none leads to the other's.
#include "unnest/rules.hpp"

#include <pgt/circuit/recursion.hpp>

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace pgt::unnest {

namespace {
struct recursive_parts {
    circuit start;
    circuit step;
    bool is_set;
};

std::optional<recursive_parts> parts_of(const circuit& open_body) {
    return open_body.visit(
        []<class Op, class... In>(const dbsp::node<Op, In...>& n) -> std::optional<recursive_parts> {
            if constexpr (std::same_as<Op, dbsp::op::distinct>) {
                auto inside = parts_of(dbsp::detail::get<0>(n.in));
                if (inside) { inside->is_set = true; }
                return inside;
            } else if constexpr (std::same_as<Op, dbsp::op::plus>) {
                return recursive_parts{dbsp::detail::get<0>(n.in), dbsp::detail::get<1>(n.in), false};
            } else {
                return std::nullopt;
            }
        });
}
} // namespace

/// Which columns of o the rows of a recursion begin with: those that tell its rows apart, then those that are the same wherever these are.
struct rules::recursion_layout {
    domain_columns around;

    [[nodiscard]] std::size_t width() const { return around.keys.size() + around.values.size(); }
};

rules::recursion_layout rules::layout_of(const names& read) const { return {domain_columns_of(read)}; }

/// Rows in the layout of a recursion.  Precondition: x is connected by its domain alone.
circuit rules::arranged_by(const recursion_layout& layout, const freed& x) const {
    expressions list;
    auto const at = [&](std::size_t outer) {
        auto const own = x.domain.find(outer);
        return expression::column(own != x.domain.end() ? own->second : x.known.at(outer));
    };
    std::ranges::transform(layout.around.keys, std::back_inserter(list), at);
    std::ranges::transform(layout.around.values, std::back_inserter(list), at);
    for (const auto& e : x.columns) { list.push_back(over_rows(at_domain(x, e))); }
    return dbsp::map(x.rows, mapping(std::move(list)));
}

/// The columns of o that the rows of a part are connected by, or computed from.
rules::names rules::read_of(const freed& x) const {
    names result = outer_columns(x.conditions);
    result.merge(outer_columns(x.columns));
    for (const auto& [outer, column] : x.domain) { result.insert(outer); }
    return result;
}

freed rules::recursion(const circuit& open_body, std::uint64_t scope) {
    names read;
    while (true) {
        if (auto made = recursion_for(open_body, scope, read)) { return std::move(*made); }
    }
}

/// None if its parts read more columns of o than those, to which these have been added then.
std::optional<freed> rules::recursion_for(const circuit& open_body, std::uint64_t scope, names& read) {
    auto const parts = parts_of(open_body);
    if (!parts) { refuse("this recursion"); }
    auto start = plain(of(parts->start));
    read.merge(read_of(start));
    start = materialised(std::move(start), read);
    auto const layout = layout_of(read);
    auto const first = arranged_by(layout, start);

    auto const own = dbsp::detail::next_scope();
    auto const columns = start.columns.size();
    freed rows{.rows = iterate(own), .width = layout.width() + columns};
    rows.columns = columns_from(outer_width_ + layout.width(), columns);
    std::size_t next = 0;
    for (std::size_t const i : layout.around.keys) { rows.domain.emplace(i, next++); }
    for (std::size_t const i : layout.around.values) { rows.known.emplace(i, next++); }
    facts_.bind_iterate(own, first);
    iterates_.insert_or_assign(own, rows);

    auto step = normal(plain(of(with_iterate(parts->step, scope, rows.rows))));
    auto const more = read_of(step);
    auto const is_known_column = [&](std::size_t i) {
        return rows.domain.contains(i) || rows.known.contains(i);
    };
    if (!std::ranges::all_of(more, is_known_column) || !step.conditions.empty()) {
        auto const before = read.size();
        read.insert(more.begin(), more.end());
        if (read.size() == before) { refuse("this recursion"); }
        return std::nullopt;
    }
    auto const then = arranged_by(layout, step);
    if (!parts->is_set && !is_linear_in_iterate(then)) { refuse("this recursion"); }
    auto const all = dbsp::plus(first, then);
    auto made = closed_over(parts->is_set ? dbsp::distinct(all) : all, own);
    rows.rows = as_circuit(std::move(made), own, [&](const circuit& c) { return facts_.width(c); });
    return rows;
}

} // namespace pgt::unnest
