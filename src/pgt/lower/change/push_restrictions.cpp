#include <pgt/lower/change/push_restrictions.hpp>

#include <pgt/lower/change/rebuild.hpp>

#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/restrict.hpp>
#include <dbsp/operator/right_join.hpp>
#include <dbsp/operator/semijoin.hpp>
#include <dbsp/pass/rewrite/push_restrict.hpp>
#include <dbsp/pass/simplify.hpp>

#include <algorithm>
#include <utility>

namespace pgt::lower {

namespace {

using inner_join = dbsp::op::join<join_match, pairing>;
using left_outer_join = dbsp::op::left_join<join_match, pairing, mapping>;
using right_outer_join = dbsp::op::right_join<join_match, pairing, mapping>;

/// Which side of an outer join is kept, and what its rows are padded to.
struct kept_rows {
    std::size_t side;
    const mapping* alone;
};
std::optional<kept_rows> kept_rows_of(const piece& here) {
    if (const auto* const left = here.as<left_outer_join>()) { return kept_rows{0, &left->pad_a}; }
    if (const auto* const right = here.as<right_outer_join>()) { return kept_rows{1, &right->pad_b}; }
    return std::nullopt;
}

bool keeps_first_input(const piece& here) {
    return here.is<dbsp::op::semijoin<join_match>>() || here.is<dbsp::op::antijoin<join_match>>();
}

const key& key_of(const join_match& on, std::size_t side) { return side == 0 ? on.left : on.right; }

/// Rows of one table, which PostgreSQL finds by an index.
bool is_table(const circuit& c) {
    const piece here(c);
    if (leaf_of(c)) { return true; }
    bool const is_rowwise = here.is<dbsp::op::filter<predicate>>() || here.is<dbsp::op::map<mapping>>();
    return is_rowwise && is_table(here.input(0));
}

/// The columns of a key; of one that is the whole row, those of the row.
std::vector<expression> listed(const key& k, const row_type& rows) {
    if (!k.is_identity()) { return k.columns(); }
    std::vector<expression> result;
    for (std::size_t i = 0; i < rows.size(); ++i) { result.push_back(expression::column(i)); }
    return result;
}

bool are_same(const bind::type_info& a, const bind::type_info& b) {
    return !a.name.empty() && a.name == b.name && a.collation == b.collation;
}

} // namespace

restriction_pusher::restriction_pusher(typing& types)
    : types_(types), reads_before_([](const leaf& read) { return read.of == version::before; }) {}

circuit restriction_pusher::operator()(const circuit& c) {
    return done_.once(c, [&] { return rebuilt(c); });
}

circuit restriction_pusher::rebuilt(const circuit& c) {
    const piece here(c);
    auto const over = rebuilt_inputs(here, *this);
    if (const auto* const op = here.as<dbsp::op::restrict<key>>()) {
        auto lower = below(over.inputs[0], {over.inputs[1], op->key, op->change_key});
        if (lower) { return std::move(*lower); }
    }
    return over.changed ? here.rewired(over.inputs) : c;
}

circuit restriction_pusher::restricted(const circuit& rows, const restriction& by) {
    auto lower = below(rows, by);
    return lower ? std::move(*lower) : circuit(dbsp::restrict(rows, by.change, by.own, by.of_change));
}

/// None where the restriction stays above the rows.
std::optional<circuit> restriction_pusher::below(const circuit& rows, const restriction& by) {
    const piece here(rows);
    if (here.is<inner_join>()) { return below_sides(here, by); }
    if (kept_rows_of(here)) { return below_kept(here, by); }
    if (keeps_first_input(here)) { return on_both(here, 0, by); }
    return rows.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> std::optional<circuit> {
        auto own = by.own;
        if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
            own = by.own.after(n.op.fn);
        } else if constexpr (dbsp::rewrite::detail::is_aggregate_or_top_k::value<Op>) {
            auto const of_rows = dbsp::rewrite::of_group(by.own, n);
            if (!of_rows) { return std::nullopt; }
            own = *of_rows;
        } else if constexpr (!dbsp::rewrite::detail::is_rowwise_now::value<Op>) {
            return std::nullopt;
        }
        std::vector<circuit> inputs;
        for (const auto& in : here.inputs()) {
            inputs.push_back(restricted(in, {by.change, own, by.of_change}));
        }
        return here.rewired(inputs);
    });
}

std::optional<circuit> restriction_pusher::below_sides(const piece& here, const restriction& by) {
    for (std::size_t const side : {std::size_t{0}, std::size_t{1}}) {
        if (auto own = by.own.of_side(*here.pairs(), side)) {
            return on_both(here, side, {by.change, std::move(*own), by.of_change});
        }
    }
    return std::nullopt;
}

/// Where rows with a partner and padded ones show the same of the side that is kept.
std::optional<circuit> restriction_pusher::below_kept(const piece& here, const restriction& by) {
    auto const [side, alone] = *kept_rows_of(here);
    auto own = by.own.of_side(*here.pairs(), side);
    if (!own || own->is_identity() || own->columns() != by.own.after(*alone).columns()) {
        return std::nullopt;
    }
    return on_both(here, side, {by.change, std::move(*own), by.of_change});
}

/// The restriction is one of the rows of a side; what may be their partners is restricted as well.
circuit restriction_pusher::on_both(const piece& here, std::size_t side, const restriction& by) {
    auto inputs = here.inputs();
    auto& other = inputs[1 - side];
    if (is_worth_it(here, other)) {
        if (auto const partners = across(here, side, by)) { other = restricted(other, *partners); }
    }
    inputs[side] = restricted(inputs[side], by);
    return here.rewired(inputs);
}

/// What the restriction says of the other side: of the columns that the join compares with columns of the key.
std::optional<restriction_pusher::restriction> restriction_pusher::across(const piece& here, std::size_t side,
                                                                          const restriction& by) {
    auto const& own = key_of(*here.match(), side);
    auto const& other = key_of(*here.match(), 1 - side);
    if (own.is_identity() || by.own.is_identity() || by.of_change.is_identity()) { return std::nullopt; }
    auto const other_columns = listed(other, types_.of(here.input(1 - side)));
    auto const own_types = types_.of_expressions(own.columns(), types_.of(here.input(side)));
    auto const other_types = types_.of_expressions(other_columns, types_.of(here.input(1 - side)));
    auto const change_types = types_.of_expressions(by.of_change.columns(), types_.of(by.change));
    std::vector<expression> columns;
    std::vector<expression> of_change;
    for (std::size_t i = 0; i < by.own.columns().size(); ++i) {
        auto const at = std::ranges::find(own.columns(), by.own.columns()[i]) - own.columns().begin();
        auto const k = static_cast<std::size_t>(at);
        if (k == own.columns().size()) { continue; }
        bool const is_transitive = are_same(own_types.at(k).type, other_types.at(k).type) ||
                                   are_same(own_types.at(k).type, change_types.at(i).type);
        if (!is_transitive) { continue; }
        columns.push_back(other_columns.at(k));
        of_change.push_back(by.of_change.columns()[i]);
    }
    if (columns.empty()) { return std::nullopt; }
    return restriction{by.change, key(std::move(columns), own.nulls_match() && other.nulls_match()),
                       key(std::move(of_change), by.of_change.nulls_match())};
}

/// Whether PostgreSQL would compute the other side from rows that have no partner.
bool restriction_pusher::is_worth_it(const piece& here, const circuit& other) {
    if (is_computed(other) || reads_before_(other)) { return true; }
    return !here.is<inner_join>() && !is_table(other);
}

bool restriction_pusher::is_computed(const circuit& c) {
    return computed_.once(c, [&] {
        const piece here(c);
        return here.entry().is_groupwise ||
               std::ranges::any_of(here.inputs(), [&](const circuit& in) { return is_computed(in); });
    });
}

} // namespace pgt::lower
