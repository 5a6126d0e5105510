#include <pgt/lower/change/inner_joins.hpp>

#include "lower/facts/rejects_nulls.hpp"

#include <pgt/lower/change/rebuild.hpp>

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/semijoin.hpp>

#include <algorithm>
#include <set>
#include <vector>

namespace pgt::lower {

namespace {

using outer_join = dbsp::op::left_join<join_match, pairing, mapping>;
using some_partner = dbsp::op::semijoin<join_match>;

/// The columns that a row without a partner is padded with.
std::set<std::size_t> padded_columns(const mapping& alone) {
    std::set<std::size_t> result;
    for (std::size_t i = 0; i < alone.columns().size(); ++i) {
        const expression& column = alone.columns()[i];
        if (column.is_constant() && column.known() && !*column.known()) { result.insert(i); }
    }
    return result;
}

/// The rows below a condition with an inner join for an outer one; none where the condition may hold for rows without a partner.
std::optional<circuit> with_partners_only(const circuit& rows, const expression& condition) {
    const piece here(rows);
    if (const auto* const outer = here.as<outer_join>()) {
        if (!rejects_nulls(condition, padded_columns(outer->pad_a))) { return std::nullopt; }
        return dbsp::join(here.input(0), here.input(1), outer->on, outer->pairing);
    }
    auto below = condition;
    if (const auto* const shown = here.as<dbsp::op::map<mapping>>()) {
        if (!shown->fn.is_identity()) { below = condition.substitute(shown->fn.columns()); }
    } else if (!here.is<dbsp::op::filter<predicate>>()) {
        return std::nullopt;
    }
    auto in = with_partners_only(here.input(0), below);
    return in ? std::optional(here.rewired({*in})) : std::nullopt;
}

} // namespace

circuit inner_joins::operator()(const circuit& c) {
    return done_.once(c, [&] { return rebuilt(c); });
}

circuit inner_joins::rebuilt(const circuit& c) {
    const piece here(c);
    auto const over = rebuilt_inputs(here, *this);
    auto const whole = over.changed ? here.rewired(over.inputs) : c;
    auto simpler = replaced(piece(whole));
    return simpler ? *simpler : whole;
}

std::optional<circuit> inner_joins::replaced(const piece& here) {
    if (const auto* const filter = here.as<dbsp::op::filter<predicate>>()) {
        auto rows = with_partners_only(here.input(0), filter->pred.condition());
        return rows ? std::optional(here.rewired({*rows})) : std::nullopt;
    }
    if (here.is<some_partner>() && has_one_partner(*here.match(), here.input(0), here.input(1))) {
        return joined_first(here);
    }
    if (here.is<dbsp::op::distinct>() && !keys_.of(here.input(0)).empty()) { return here.input(0); }
    return std::nullopt;
}

/// Whether the match compares all columns of some key of `b`, so that the values stay apart which the key tells apart.
bool inner_joins::has_one_partner(const join_match& on, const circuit& a, const circuit& b) {
    if (on.left.is_identity() || on.right.is_identity()) { return false; }
    auto const left = types_.of_expressions(on.left.columns(), types_.of(a));
    auto const right = types_.of_expressions(on.right.columns(), types_.of(b));
    keyed_side side{keys_.of(b), {}};
    for (std::size_t i = 0; i < right.size(); ++i) {
        auto const column = on.right.columns()[i].as_column();
        if (column && types_.compared(left.at(i).type, right[i].type).tells_right_apart) {
            side.looked_up.insert(*column);
        }
    }
    return side.is_unique();
}

circuit inner_joins::joined_first(const piece& semijoin) {
    auto const& rows = semijoin.input(0);
    auto const width = types_.of(rows).size();
    std::vector<expression> columns;
    for (std::size_t i = 0; i < width; ++i) { columns.push_back(expression::column(i)); }
    return dbsp::join(rows, semijoin.input(1), *semijoin.match(), pairing(width, std::move(columns)));
}

} // namespace pgt::lower
