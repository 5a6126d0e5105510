#include <pgt/lower/sql/outer_join.hpp>

#include <pgt/lower/sql/match.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace pgt::lower {

namespace {
/// Whether a pairing is the columns of both rows as they are: then the row of a pair with a missing side is SQL's, too.
bool is_concatenation(const pairing& pair) {
    for (std::size_t i = 0; i < pair.columns().size(); ++i) {
        if (pair.columns()[i].as_column() != i) { return false; }
    }
    return !pair.is_first();
}

/// A side as one table of FROM whose columns become NULL as they are when the side is missing.
block one_table(relational& r, const block& b) {
    bool const is_one =
        b.from.size() == 1 && b.where.empty() &&
        std::ranges::all_of(b.columns, [](const output& o) { return !o.exists() || o.simple; });
    return is_one ? b : r.closed(b);
}

block joined(relational& r, const piece& p, const block& left, const block& right, sql::pattern<> keyword) {
    auto const a = one_table(r, left);
    auto const b = one_table(r, right);
    auto const conditions = detail::match_conditions(r, *p.match(), p.input(0), a, p.input(1), b);
    auto result = detail::side_by_side(a, b);
    result.from = {sql::build("({} {} {} ON {})", a.from.front(), sql::build(keyword), b.from.front(),
                              conditions.empty() ? sql::build("true") : sql::join(conditions, " AND "))};
    return result;
}
} // namespace

std::optional<block> outer_join(relational& r, const piece& p, const operands& in, sql::pattern<> keyword,
                                may_weigh sides) {
    bool const is_right = is_concatenation(*p.pairs()) && (sides.left || !in.left().weighted()) &&
                          (sides.right || !in.right().weighted());
    return is_right ? std::optional(joined(r, p, in.left(), in.right(), keyword)) : std::nullopt;
}

std::optional<block> existence(relational& r, const piece& p, const operands& in, sql::pattern<> keyword) {
    if (in.right().weighted()) { return std::nullopt; }
    auto rows = in.left();
    auto partner = in.right();
    std::ranges::copy(detail::match_conditions(r, *p.match(), p.input(0), rows, p.input(1), in.right()),
                      std::back_inserter(partner.where));
    rows.where.push_back(sql::build("{} ({})", sql::build(keyword), select_list(partner, {})));
    return rows;
}

} // namespace pgt::lower
