#include <pgt/lower/change/typed_nulls.hpp>

#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/facts/column_types.hpp>

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/except_all.hpp>
#include <dbsp/operator/except_distinct.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/flat_map.hpp>
#include <dbsp/operator/full_join.hpp>
#include <dbsp/operator/intersect_all.hpp>
#include <dbsp/operator/intersect_distinct.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/right_join.hpp>
#include <dbsp/operator/semijoin.hpp>
#include <dbsp/operator/union_distinct.hpp>

#include <algorithm>
#include <limits>
#include <ranges>

namespace pgt::lower {

namespace {

using left_outer = dbsp::op::left_join<join_match, pairing, mapping>;
using right_outer = dbsp::op::right_join<join_match, pairing, mapping>;
using full_outer = dbsp::op::full_join<join_match, pairing, mapping, mapping>;
constexpr std::size_t all_columns = std::numeric_limits<std::size_t>::max();

/// Operators whose columns are those of each of their inputs.
bool has_columns_of_all_inputs(const piece& p) {
    return p.is<dbsp::op::plus>() || p.is<dbsp::op::minus>() || p.is<dbsp::op::union_distinct>() ||
           p.is<dbsp::op::intersect_distinct>() || p.is<dbsp::op::intersect_all>() ||
           p.is<dbsp::op::except_distinct>() || p.is<dbsp::op::except_all>();
}

/// Operators whose first columns are those of their first input.
bool begins_with_first_input(const piece& p) {
    return p.is<dbsp::op::distinct>() || p.is<dbsp::op::filter<predicate>>() || p.is<limit_operator>() ||
           p.is<window_operator>() || p.is<dbsp::op::flat_map<expansion>>() ||
           p.is<dbsp::op::semijoin<join_match>>() || p.is<dbsp::op::antijoin<join_match>>() ||
           (p.pairs() != nullptr && p.pairs()->is_first());
}

} // namespace

circuit typed_nulls::operator()(const circuit& root) {
    collect(root);
    for (const circuit& c : std::views::reverse(inputs_first_)) { tell_inputs(piece(c)); }
    return typed_circuit(root);
}

void typed_nulls::collect(const circuit& c) {
    if (!expected_.try_emplace(c.identity()).second) { return; }
    piece const here(c);
    for (const circuit& in : here.inputs()) { collect(in); }
    inputs_first_.push_back(c);
}

/// The types of its columns: its own, and where these are open, those that are expected.
std::vector<bind::type_info> typed_nulls::columns_of(const circuit& c) {
    const auto& own = types_.of(c);
    const auto& wanted = expected_.at(c.identity());
    std::vector<bind::type_info> result;
    for (std::size_t i = 0; i < own.size(); ++i) {
        bool const is_open = own[i].type.name.empty() && i < wanted.size() && !wanted[i].is_contradictory;
        result.push_back(is_open ? wanted[i].type : own[i].type);
    }
    return result;
}

void typed_nulls::expect(const circuit& in, std::size_t column, const bind::type_info& type) {
    if (!is_type_of_column(type)) { return; }
    auto& row = expected_.at(in.identity());
    if (row.size() <= column) { row.resize(column + 1); }
    auto& known = row[column];
    if (known.type.name.empty()) { known.type = type; }
    known.is_contradictory = known.is_contradictory || known.type.name != type.name;
}

/// `list` over rows of which those from `first` on are the columns of `in`.
void typed_nulls::expect_columns(const circuit& in, const std::vector<expression>& list, std::size_t first,
                                 std::size_t count, const std::vector<bind::type_info>& wanted) {
    for (std::size_t i = 0; i < std::min(list.size(), wanted.size()); ++i) {
        auto const column = list[i].as_column();
        if (column && *column >= first && *column - first < count) { expect(in, *column - first, wanted[i]); }
    }
}

void typed_nulls::tell_inputs(const piece& here) {
    auto const wanted = columns_of(here.whole());
    if (has_columns_of_all_inputs(here)) {
        for (const circuit& in : here.inputs()) {
            for (std::size_t i = 0; i < wanted.size(); ++i) { expect(in, i, wanted[i]); }
        }
    } else if (begins_with_first_input(here)) {
        auto const count = std::min(wanted.size(), types_.of(here.input(0)).size());
        for (std::size_t i = 0; i < count; ++i) { expect(here.input(0), i, wanted[i]); }
    } else if (const auto* const shown = here.as<dbsp::op::map<mapping>>()) {
        expect_columns(here.input(0), shown->fn.columns(), 0, all_columns, wanted);
    } else if (const auto* const groups = here.as<aggregate_operator>()) {
        expect_columns(here.input(0), groups->key.columns(), 0, all_columns, wanted);
    } else if (const auto* const pair = here.pairs()) {
        expect_columns(here.input(0), pair->columns(), 0, pair->left_width(), wanted);
        expect_columns(here.input(1), pair->columns(), pair->left_width(), all_columns, wanted);
    }
}

mapping typed_nulls::typed(const mapping& fn, const std::vector<bind::type_info>& wanted) const {
    auto list = fn.columns();
    for (std::size_t i = 0; i < std::min(list.size(), wanted.size()); ++i) {
        if (list[i] == expression::null() && is_type_of_column(wanted[i])) {
            list[i] = expression::constant(typed_null(wanted[i]), value());
        }
    }
    return fn.is_identity() ? fn : mapping(std::move(list));
}

const circuit& typed_nulls::typed_circuit(const circuit& c) {
    return done_.once(c, [&] { return rebuilt(c); });
}

circuit typed_nulls::rebuilt(const circuit& c) {
    piece const here(c);
    auto const over = rebuilt_inputs(here, [&](const circuit& in) { return typed_circuit(in); });
    auto const& in = over.inputs;
    auto const is_new = [](const mapping& made, const mapping& of) { return made.columns() != of.columns(); };
    if (const auto* const shown = here.as<dbsp::op::map<mapping>>()) {
        auto fn = typed(shown->fn, columns_of(c));
        if (is_new(fn, shown->fn)) { return dbsp::map(in[0], std::move(fn)); }
    } else if (const auto* const left = here.as<left_outer>()) {
        auto pad = typed(left->pad_a, columns_of(c));
        if (is_new(pad, left->pad_a)) {
            return dbsp::left_join(in[0], in[1], left->on, left->pairing, std::move(pad));
        }
    } else if (const auto* const right = here.as<right_outer>()) {
        auto pad = typed(right->pad_b, columns_of(c));
        if (is_new(pad, right->pad_b)) {
            return dbsp::right_join(in[0], in[1], right->on, right->pairing, std::move(pad));
        }
    } else if (const auto* const full = here.as<full_outer>()) {
        auto const columns = columns_of(c);
        auto a = typed(full->pad_a, columns);
        auto b = typed(full->pad_b, columns);
        if (is_new(a, full->pad_a) || is_new(b, full->pad_b)) {
            return dbsp::full_join(in[0], in[1], full->on, full->pairing, std::move(a), std::move(b));
        }
    }
    return over.changed ? here.rewired(in) : c;
}

} // namespace pgt::lower
