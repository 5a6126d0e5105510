#include <pgt/lower/sql/presence.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/sql/columns.hpp>

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/restrict.hpp>

#include <utility>

namespace pgt::lower {
namespace {

/// Whether rows are those of one side that have a partner.  They are compared by their images: a condition may see the difference.
bool are_matched_rows(const circuit& c) {
    const piece here(c);
    if (here.is<dbsp::op::restrict<key>>()) { return are_matched_rows(here.input(0)); }
    if (here.is<dbsp::op::minus>()) {
        return are_matched_rows(here.input(0));
    } // what is taken away is of these
    if (here.is<dbsp::op::plus>()) {
        return are_matched_rows(here.input(0)) && are_matched_rows(here.input(1));
    }
    return here.pairs() != nullptr && here.pairs()->is_first();
}

sql::text zero() { return sql::build("0::bigint"); }

/// Rows that count once, with two numbers beside them.
block with_numbers(block b, sql::text now, sql::text change) {
    b.columns.push_back({std::move(now), false});
    b.columns.push_back({std::move(change), false});
    b.weight = {};
    return b;
}

sql::text weight_or_one(const block& b) { return b.weighted() ? b.weight : sql::build("1::bigint"); }

sql::text taken_off(block& b) {
    auto text = b.columns.back().sql;
    b.columns.pop_back();
    return text;
}

} // namespace

same_row same_of_distinct(const circuit& in) {
    return are_matched_rows(in) ? same_row::identical : same_row::equal;
}

std::optional<presence> presence_in(const circuit& c) {
    const piece here(c);
    if (!here.is<dbsp::op::minus>()) { return std::nullopt; }
    const piece now(here.input(0));
    const piece before(here.input(1));
    if (!now.is<dbsp::op::distinct>() || !before.is<dbsp::op::distinct>()) { return std::nullopt; }
    const piece difference(before.input(0));
    bool const is_less =
        difference.is<dbsp::op::minus>() && difference.input(0).identity() == now.input(0).identity();
    return is_less ? std::optional(presence{now.input(0), difference.input(1)}) : std::nullopt;
}

std::optional<block> change_of_presence(relational& r, const circuit& c) {
    auto const present = presence_in(c);
    if (!present) { return std::nullopt; }
    auto types = r.types().of(present->rows);
    auto const by = same_of_distinct(present->rows);
    auto const rows = r.lower(present->rows);
    if (by == same_row::equal && !detail::all_columns(rows, types, looks_equal)) { return std::nullopt; }
    auto const change = r.lower(present->change);
    column_type number;
    number.type.name = "bigint";
    auto with_both = types;
    with_both.insert(with_both.end(), 2, number);
    auto all = r.united({with_numbers(rows, weight_or_one(rows), zero()),
                         with_numbers(change, zero(), weight_or_one(change))},
                        with_both);
    auto const added = total_of(taken_off(all));
    auto const now = total_of(taken_off(all));
    auto const came = sql::build("(({} > 0)::integer - ({} - {} > 0)::integer)::bigint", now, now, added);
    return r.combined(all, types, by, came, "<> 0");
}

} // namespace pgt::lower
