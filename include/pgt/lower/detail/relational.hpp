/// How circuits become blocks, and blocks subqueries, unions and bags.
#pragma once

#include <pgt/lower/operator/aggregate.hpp>
#include <pgt/lower/operator/distinct.hpp>
#include <pgt/lower/operator/filter.hpp>
#include <pgt/lower/operator/fixpoint.hpp>
#include <pgt/lower/operator/join.hpp>
#include <pgt/lower/operator/map.hpp>
#include <pgt/lower/operator/outer_join.hpp>
#include <pgt/lower/operator/plus.hpp>
#include <pgt/lower/operator/restrict.hpp>
#include <pgt/lower/operator/set_operation.hpp>
#include <pgt/lower/operator/source.hpp>
#include <pgt/lower/relational.hpp>

namespace pgt::lower {

inline void relational::share(const std::vector<circuit>& roots) {
    std::map<const void*, int> uses;
    auto const go = [&](const auto& self, const circuit& c) -> void {
        if (++uses[c.identity()] == 2 && reads_change_(c)) { shared_.insert(c.identity()); }
        if (uses[c.identity()] > 1) { return; }
        c.visit([&](const auto& n) {
            for (const auto& in : detail::inputs_of(n)) { self(self, in); }
        });
    };
    for (const auto& root : roots) {
        go(go, root);
        alive_.push_back(root);
    }
}

inline block relational::lower(const circuit& c) { return is_shared(c) ? named(c) : lower_here(c); }

inline block relational::lower_here(const circuit& c) {
    if (++lowered_ > most_operators) {
        throw user_error(sqlstate::statement_too_complex, "the query is too complex")
            .detail("A statement for its changes would have more than " + std::to_string(most_operators) +
                    " operators.")
            .hint("Make parts of the query stream tables of their own.");
    }
    return c.visit([&](const auto& n) { return lower_operator(*this, c, n); });
}

inline block relational::named(const circuit& c) {
    if (called(c)) { return lower_here(c); }
    auto known = named_.find(c.identity());
    if (known == named_.end()) {
        auto const b = lower_here(c);
        auto const name = alias();
        with(name, select(b));
        alive_.push_back(c);
        known = named_.emplace(c.identity(), relation{name, shape(b), b.weighted()}).first;
    }
    auto const& [name, columns, weighted] = known->second;
    auto const t = alias(); // each use under another name: one may stand inside another
    return reading(sql::build("{} AS {}", name, t), t, columns, weighted);
}

inline void relational::with(const sql::text& name, const sql::text& select) {
    with_.push_back(sql::build("{} AS MATERIALIZED ({})", name, select));
}
inline void relational::give(const std::string& leaf, sql::text name, row_type rows, bool weighted) {
    given_.insert_or_assign(leaf, relation{std::move(name), std::vector<bool>(rows.size(), true), weighted});
    types_.give(leaf, std::move(rows));
}
inline void relational::give(const std::string& leaf, sql::text name, row_type rows,
                             std::vector<bool> columns) {
    given_.insert_or_assign(leaf, relation{std::move(name), std::move(columns), true});
    types_.give(leaf, std::move(rows));
}
inline std::optional<block> relational::given(const std::string& leaf) {
    auto const known = given_.find(leaf);
    if (known == given_.end()) { return std::nullopt; }
    auto const t = alias();
    const auto& [name, columns, weighted] = known->second;
    return reading(sql::build("{} AS {}", name, t), t, columns, weighted);
}

inline block relational::closed(const block& b) {
    auto const name = alias();
    return reading(sql::build("({}) AS {}", select(b), name), name, shape(b), b.weighted());
}

inline block relational::united(const std::vector<block>& terms, const row_type& rows) {
    bool weighted = false;
    std::vector<bool> wanted(terms.front().columns.size());
    for (const auto& term : terms) {
        weighted = weighted || term.weighted();
        for (std::size_t i = 0; i < wanted.size(); ++i) { wanted[i] = wanted[i] || term.columns[i].exists(); }
    }
    auto const name = alias();
    auto const all = sql::join(terms, " UNION ALL ", [&](const block& term) {
        return select(detail::filled(term, wanted, rows), weighted);
    });
    return reading(sql::build("({}) AS {}", all, name), name, wanted, weighted);
}

inline block relational::consolidated(const block& b, const row_type& rows, same_row by,
                                      sql::pattern<> keep) {
    auto const in = closed(b);
    auto const total = in.weighted() ? total_of(in.weight) : sql::build("count(*)");
    return combined(in, rows, by, total, keep);
}

namespace detail {
/// What to write for a column of rows that are brought together.  Equal values that look different are represented by the row whose
/// image comes first, so that the same rows always have the same representative.
inline void represent(block& rows, same_row by, const sql::text& image) {
    for (auto& column : rows.columns) {
        if (!column.exists()) { continue; }
        column.sql = by == same_row::equal ? sql::build("any_value({} ORDER BY {})", column.sql, image)
                                           : sql::build("any_value({})", column.sql);
    }
}
/// What rows are grouped by so that those come together that `same` takes for one: each column by its equality or its image.
inline std::vector<sql::text> same_key(const block& in, const row_type& rows) {
    std::vector<sql::text> result;
    for (std::size_t i = 0; i < in.columns.size(); ++i) {
        const auto& column = in.columns[i];
        if (column.exists()) { result.push_back(groups(rows.at(i)) ? column.sql : row_image({column.sql})); }
    }
    return result;
}
} // namespace detail

/// Grouped by their columns where these have an equality that means what is asked for, else by their images.
inline block relational::combined(const block& in, const row_type& rows, same_row by, const sql::text& total,
                                  sql::pattern<> keep) {
    auto const columns = detail::existing(in);
    bool const looks = detail::all_columns(in, rows, looks_equal);
    auto const image = row_image(columns);
    block out = in;
    out.weight = total;
    if (!looks) { detail::represent(out, by, image); }
    auto const key = looks || by == same_row::equal ? detail::same_key(in, rows) : std::vector{image};
    auto const grouping = columns.empty() ? sql::text() : sql::build(" GROUP BY {}", sql::join(key, ", "));
    auto const name = alias();
    return reading(
        sql::build("({}{} HAVING {} {}) AS {}", select(out), grouping, total, sql::build(keep), name), name,
        shape(in), true);
}

inline block relational::repeated(const block& bag, const row_type& rows) {
    if (!bag.weighted()) { return bag; }
    auto result = consolidated(bag, rows, same_row::identical, "> 0");
    result.from.push_back(sql::build("generate_series(1, {}) AS {}", result.weight, alias()));
    result.weight = {};
    return result;
}
inline block relational::unweighted(const circuit& c) { return repeated(lower(c), types_.of(c)); }

} // namespace pgt::lower
