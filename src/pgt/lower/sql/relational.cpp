#include <pgt/lower/sql/relational.hpp>

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/error.hpp>
#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/facts/recursive_query.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/sql/columns.hpp>
#include <pgt/lower/sql/presence.hpp>

#include <algorithm>
#include <string>

namespace pgt::lower {

void relational::stand_for(const leaf& which, circuit meant) {
    stands_for_.insert_or_assign(which, std::move(meant));
}

const circuit& relational::meant_by(const circuit& c) const {
    if (stands_for_.empty()) { return c; }
    auto const read = leaf_of(c);
    auto const known = read ? stands_for_.find(*read) : stands_for_.end();
    return known == stands_for_.end() ? c : known->second;
}

void relational::share(const std::vector<circuit>& roots) {
    std::map<const void*, int> uses;
    auto const go = [&](const auto& self, const circuit& written) -> void {
        const circuit& c = meant_by(written);
        if (++uses[c.identity()] == 2 && reads_change_(c) && may_have_name(c)) {
            shared_.insert(c.identity());
        }
        if (uses[c.identity()] > 1) { return; }
        if (auto const present = presence_in(c)) { // of which each is read once
            self(self, present->rows);
            return self(self, present->change);
        }
        piece const here(c);
        for (const auto& in : here.inputs()) { self(self, in); }
    };
    for (const auto& root : roots) {
        go(go, root);
        alive_.push_back(root);
    }
}

block relational::lower(const circuit& c) {
    const circuit& meant = meant_by(c);
    bool const has_name = is_shared(meant) || meant.identity() != c.identity();
    return has_name ? named(meant) : lower_here(c);
}

block relational::composed(const circuit& c) {
    share({c});
    return lower(c);
}

/// A leaf that is no source reads what a strategy keeps, perhaps for one step of a recursion.  The rows of a recursion as they are stored
/// are there before any step.
bool relational::follows_recursion(const piece& here) const {
    if (here.is<variable_operator>()) { return true; }
    auto const read = leaf_of(here.whole());
    return read && bound_.contains(*read) && read->name != iterate_before &&
           !source_index(query_, read->name);
}

bool relational::may_have_name(const circuit& c) {
    return may_have_name_.once(c, [&] {
        const piece here(c);
        return !follows_recursion(here) &&
               std::ranges::all_of(here.inputs(), [&](const circuit& in) { return may_have_name(in); });
    });
}

block relational::lower_here(const circuit& c) {
    if (++lowered_ > most_operators) {
        throw user_error(sqlstate::statement_too_complex, "the query is too complex")
            .detail("A statement for its changes would have more than " + std::to_string(most_operators) +
                    " operators.")
            .hint("Make parts of the query stream tables of their own.");
    }
    const piece here(c);
    return here.entry().sql(*this, here);
}

block relational::named(const circuit& written) {
    const circuit& c = meant_by(written);
    if (leaf_of(c)) { return lower_here(c); }
    if (!named_.contains(c.identity())) { add_name(c, lower_here(c)); }
    auto const& [name, columns, weighted] = named_.at(c.identity());
    auto const t = alias(); // each use under another name: one may stand inside another
    return reading(sql::build("{} AS {}", name, t), t, columns, weighted);
}

void relational::name(const circuit& c, const block& rows) {
    shared_.insert(c.identity());
    if (!named_.contains(c.identity())) { add_name(c, rows); }
}

void relational::add_name(const circuit& c, const block& rows) {
    bool const come_in_many_ways = ways_.are_many(c);
    auto const b = come_in_many_ways ? consolidated(rows, types_.of(c), same_row::identical, "<> 0") : rows;
    auto const called = alias();
    with(called, select(b));
    alive_.push_back(c);
    named_.emplace(c.identity(), relation{called, shape(b), b.weighted()});
}

void relational::with(const sql::text& name, const sql::text& select) {
    with_.push_back(sql::build("{} AS MATERIALIZED ({})", name, select));
}
void relational::bind_leaf(const leaf& which, sql::text name, row_type rows, bool weighted) {
    bound_.insert_or_assign(which, relation{std::move(name), std::vector<bool>(rows.size(), true), weighted});
    types_.bind_leaf(which, std::move(rows));
    may_have_name_.clear();
}
void relational::bind_leaf(const leaf& which, sql::text name, row_type rows, std::vector<bool> columns) {
    bound_.insert_or_assign(which, relation{std::move(name), std::move(columns), true});
    types_.bind_leaf(which, std::move(rows));
    may_have_name_.clear();
}
std::optional<block> relational::bound_leaf(const leaf& which) {
    auto const known = bound_.find(which);
    if (known == bound_.end()) { return std::nullopt; }
    auto const t = alias();
    const auto& [name, columns, weighted] = known->second;
    return reading(sql::build("{} AS {}", name, t), t, columns, weighted);
}

block relational::closed(const block& b) {
    auto const name = alias();
    return reading(sql::build("({}) AS {}", select(b), name), name, shape(b), b.weighted());
}

block relational::united(const std::vector<block>& terms, const row_type& rows) {
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

/// Rows that cancel each other out are none that equal rows could be represented by.
block relational::consolidated(const block& b, const row_type& rows, same_row by, sql::pattern<> keep) {
    bool const is_represented =
        by == same_row::equal && b.weighted() && !detail::all_columns(b, rows, looks_equal);
    auto const in = closed(is_represented ? consolidated(b, rows, same_row::identical, "<> 0") : b);
    auto const total = in.weighted() ? total_of(in.weight) : sql::build("count(*)");
    return combined(in, rows, by, total, keep);
}

namespace {
/// What to write for a column of rows that are brought together.  Equal values that look different are represented by the row whose
/// image comes first of those that are there, so that the same rows always have the same representative.  `weight`: of each row, if it has one.
void represent(block& rows, same_row by, const sql::text& image, const sql::text& weight) {
    auto const there = weight.empty() ? sql::text() : sql::build(" FILTER (WHERE {} > 0)", weight);
    for (auto& column : rows.columns) {
        if (!column.exists()) { continue; }
        column.sql = by == same_row::equal
                         ? sql::build("any_value({} ORDER BY {}){}", column.sql, image, there)
                         : sql::build("any_value({})", column.sql);
    }
}
/// What rows are grouped by so that those come together that `same` takes for one: each column by its equality or its image.
std::vector<sql::text> same_key(const block& in, const row_type& rows) {
    std::vector<sql::text> result;
    for (std::size_t i = 0; i < in.columns.size(); ++i) {
        const auto& column = in.columns[i];
        if (column.exists()) { result.push_back(groups(rows.at(i)) ? column.sql : row_image({column.sql})); }
    }
    return result;
}
} // namespace

/// Grouped by their columns where these have an equality that means what is asked for, else by their images.
block relational::combined(const block& in, const row_type& rows, same_row by, const sql::text& total,
                           sql::pattern<> keep) {
    auto const columns = detail::existing(in);
    bool const looks = detail::all_columns(in, rows, looks_equal);
    auto const image = row_image(columns);
    block out = in;
    out.weight = total;
    if (!looks) { represent(out, by, image, in.weight); }
    auto const key = looks || by == same_row::equal ? same_key(in, rows) : std::vector{image};
    auto const grouping = columns.empty() ? sql::text() : sql::build(" GROUP BY {}", sql::join(key, ", "));
    auto const name = alias();
    return reading(
        sql::build("({}{} HAVING {} {}) AS {}", select(out), grouping, total, sql::build(keep), name), name,
        shape(in), true);
}

block relational::repeated(const block& bag, const row_type& rows) {
    if (!bag.weighted()) { return bag; }
    auto result = consolidated(bag, rows, same_row::identical, "> 0");
    result.from.push_back(sql::build("generate_series(1, {}) AS {}", result.weight, alias()));
    result.weight = {};
    return result;
}
block relational::unweighted(const circuit& c) { return repeated(lower(c), types_.of(c)); }

} // namespace pgt::lower
