#include <pgt/circuit/recursion.hpp>
#include <pgt/unnest/unnest.hpp>

#include <dbsp/dbsp.hpp>

#include "property/pgt/support/query_generator.hpp"
#include "property/pgt/support/unnest_facts.hpp"

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace pgt::test {

namespace {
const std::string outer_source = "o";
const std::string unit_leaf = bind::unit_source;

using inputs = std::map<std::string, bag>;

bag evaluate(const circuit& c, const inputs& rows) {
    dbsp::evaluator machine(c);
    for (const auto& [name, content] : rows) {
        try {
            machine.input<row>(name).push(content);
        } catch (const dbsp::circuit_error&) {} // the circuit does not read it
    }
    return machine.step();
}
bag one(const row& r) {
    bag result;
    result.add(r, 1);
    return result;
}

/// A subquery, the rows that it reads, and the outer rows.
struct scene {
    typed subquery;
    inputs rows;

    [[nodiscard]] const bag& outer() const { return rows.at(outer_source); }
    /// What the subquery gives for one outer row: the dependent form.
    [[nodiscard]] bag inside(const row& outer) const {
        auto own = rows;
        own[outer_leaf] = one(outer);
        return evaluate(subquery.rows, own);
    }
    [[nodiscard]] unnest::outer_rows around() const {
        auto const width = tables()[outer_table].columns.size();
        std::vector<expression> columns;
        for (std::size_t i = 0; i < width; ++i) { columns.push_back(expression::column(i)); }
        return {dbsp::source<circuit>(outer_source), outer_leaf, width, columns};
    }
};

scene random_scene() {
    scene result{*random_query(*rc::gen::inRange(1, 4)), {}};
    auto const all = tables();
    for (std::size_t i = 0; i < all.size(); ++i) {
        result.rows["s" + std::to_string(i)] = *random_change(all[i], {});
    }
    result.rows[outer_source] = *random_change(all[outer_table], {});
    result.rows[unit_leaf] = one({});
    return result;
}

/// An equality between the first columns, if both are integers.
std::vector<expression> random_condition(const scene& s) {
    bool const fits = s.subquery.columns.front() == kind::integer;
    if (!fits || *rc::gen::inRange(0, 2) == 0) { return {}; }
    auto const width = tables()[outer_table].columns.size();
    return {expression::infix(operation::equal, expression::column(0), " = ", expression::column(width))};
}
bool satisfies(const std::vector<expression>& on, const row& outer, const row& inner) {
    return std::ranges::all_of(on, [&](const expression& e) {
        auto both = outer;
        both.insert(both.end(), inner.begin(), inner.end());
        return e.evaluate(both) == value(true);
    });
}
bool has_match(const scene& s, const std::vector<expression>& on, const row& outer) {
    for (const auto& [inner, weight] : s.inside(outer)) {
        if (satisfies(on, outer, inner)) { return true; }
    }
    return false;
}

expression column(std::size_t i) { return expression::column(i); }
expression number(std::int64_t n) { return expression::constant(sql::build("{}", n), value(n)); }
expression compared(operation op, sql::pattern<> symbol, expression a, expression b) {
    return expression::infix(op, std::move(a), symbol, std::move(b));
}
pairing side_by_side(std::size_t left, std::size_t right) {
    std::vector<expression> all;
    for (std::size_t i = 0; i < left + right; ++i) { all.push_back(column(i)); }
    return {left, all};
}
bool coin() { return *rc::gen::inRange(0, 2) == 0; }

/// Rows of a number and a depth, that start with the outer row, with rows that fit to it, or with others.
circuit random_start() {
    auto const outer = dbsp::source<circuit>(outer_leaf);
    auto const items = dbsp::source<circuit>("s0");
    auto const at_first = [](const circuit& rows, std::size_t i) {
        return circuit(dbsp::map(rows, mapping({column(i), number(0)})));
    };
    switch (*rc::gen::inRange(0, 3)) {
    case 0: return at_first(outer, 0);
    case 1: return at_first(items, 0);
    default: {
        auto const pairs = dbsp::theta_join(outer, items, pair_condition(), side_by_side(2, 3));
        return at_first(
            dbsp::filter(pairs, predicate(compared(operation::equal, " = ", column(0), column(3)))), 2);
    }
    }
}
/// Items that follow, three deep, under conditions on them, on the outer row and on other tables.
circuit random_step(const circuit& x) {
    auto const items = dbsp::source<circuit>("s0");
    auto const others = dbsp::source<circuit>("s1");
    auto const outer = dbsp::source<circuit>(outer_leaf);
    circuit rows =
        dbsp::join(dbsp::filter(x, predicate(compared(operation::less, " < ", column(1), number(3)))), items,
                   dbsp::on(key({column(0)}), key({column(1)}), pair_condition()), side_by_side(2, 3));
    auto const same = dbsp::on(key({column(2)}), key({column(2)}), pair_condition());
    auto const some = [&] {
        auto const bound = number(*rc::gen::inRange(0, 4));
        return dbsp::filter(others, predicate(compared(operation::less, " < ", column(0), bound)));
    };
    if (coin()) { rows = dbsp::semijoin(rows, some(), same); }
    if (coin()) { rows = dbsp::antijoin(rows, some(), same); }
    if (coin()) {
        auto const pairs = dbsp::theta_join(outer, rows, pair_condition(), side_by_side(2, 5));
        auto const differs = compared(operation::less, " < ", column(0), column(4));
        rows = dbsp::map(dbsp::filter(pairs, predicate(differs)),
                         mapping({column(2), column(3), column(4), column(5), column(6)}));
    }
    auto const deeper = expression::infix(operation::add, column(1), " + ", number(1));
    return dbsp::map(rows, mapping({column(2), deeper}));
}
typed random_recursion(const unnest::leaf_facts& facts) {
    auto const scope = dbsp::detail::next_scope();
    circuit const all = dbsp::plus(random_start(), random_step(iterate(scope)));
    auto const width = [&](const circuit& c) { return unnest::width_of(c, facts); };
    return {as_circuit(closed_over(coin() ? dbsp::distinct(all) : all, scope), scope, width),
            {kind::integer, kind::integer}};
}

row followed_by(row first, const row& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}
} // namespace

TEST_CASE("unnest: a dependent join is the join of each outer row with its rows of the subquery",
          "[unnest]") {
    rc::prop("joined(o, q) = sum over o of {o} x q(o), and left_joined pads", [] {
        auto const s = random_scene();
        auto const on = random_condition(s);
        bool const pads = *rc::gen::inRange(0, 2) == 0;
        bag expected;
        for (const auto& [outer, weight] : s.outer()) {
            bool found = false;
            for (const auto& [inner, times] : s.inside(outer)) {
                if (!satisfies(on, outer, inner)) { continue; }
                found = true;
                expected.add(followed_by(outer, inner), weight * times);
            }
            if (!found && pads) { expected.add(followed_by(outer, row(s.subquery.columns.size())), weight); }
        }
        table_facts const facts;
        unnest::known_domains domains;
        unnest::unnester const unnester(facts, domains, unit_leaf, s.around());
        auto const made =
            pads ? unnester.left_joined(s.subquery.rows, on) : unnester.joined(s.subquery.rows, on);
        RC_ASSERT(evaluate(made, s.rows) == expected);
    });
}

TEST_CASE("unnest: recursions of the rows around them are one recursion", "[unnest]") {
    rc::prop("joined(o, fixpoint) = sum over o of {o} x fixpoint(o)", [] {
        table_facts const facts;
        auto s = random_scene();
        s.subquery = random_recursion(facts);
        bag expected;
        for (const auto& [outer, weight] : s.outer()) {
            for (const auto& [inner, times] : s.inside(outer)) {
                expected.add(followed_by(outer, inner), weight * times);
            }
        }
        unnest::known_domains domains;
        unnest::unnester const unnester(facts, domains, unit_leaf, s.around());
        RC_ASSERT(evaluate(unnester.joined(s.subquery.rows, {}), s.rows) == expected);
    });
}

TEST_CASE("unnest: a subquery beside another", "[unnest]") {
    rc::prop("left_joined(left_joined(o, p), q) = sum over o of {o} x p(o) x q(o), each padded", [] {
        auto const s = random_scene();
        auto other = s;
        other.subquery = *random_query(*rc::gen::inRange(1, 3));
        auto const padded = [](const scene& of, const row& outer) {
            auto rows = of.inside(outer);
            return rows.empty() ? one(row(of.subquery.columns.size())) : rows;
        };
        bag expected;
        for (const auto& [outer, weight] : s.outer()) {
            for (const auto& [inner, times] : padded(s, outer)) {
                for (const auto& [beside, more] : padded(other, outer)) {
                    expected.add(followed_by(followed_by(outer, inner), beside), weight * times * more);
                }
            }
        }
        table_facts const facts;
        unnest::known_domains domains;
        unnest::unnester const first(facts, domains, unit_leaf, s.around());
        auto around = s.around();
        around.rows = first.left_joined(s.subquery.rows, {});
        unnest::unnester const second(facts, domains, unit_leaf, around);
        RC_ASSERT(evaluate(second.left_joined(other.subquery.rows, {}), s.rows) == expected);
    });
}

TEST_CASE("unnest: the existence of rows of the subquery", "[unnest]") {
    rc::prop("semijoined, antijoined and marked ask for a row of q(o)", [] {
        auto const s = random_scene();
        auto const on = random_condition(s);
        bag with;
        bag without;
        bag marked;
        for (const auto& [outer, weight] : s.outer()) {
            bool const found = has_match(s, on, outer);
            (found ? with : without).add(outer, weight);
            marked.add(followed_by(outer, {value(found)}), weight);
        }
        table_facts const facts;
        unnest::known_domains domains;
        unnest::unnester const unnester(facts, domains, unit_leaf, s.around());
        RC_ASSERT(evaluate(unnester.semijoined(s.subquery.rows, on), s.rows) == with);
        RC_ASSERT(evaluate(unnester.antijoined(s.subquery.rows, on), s.rows) == without);
        RC_ASSERT(evaluate(unnester.marked(s.subquery.rows, on), s.rows) == marked);
    });
}

TEST_CASE("unnest: a subquery as a value", "[unnest]") {
    rc::prop("with_value gives the first column of the only row, or NULL", [] {
        auto const s = random_scene();
        bag expected;
        for (const auto& [outer, weight] : s.outer()) {
            auto const inside = s.inside(outer);
            std::int64_t rows = 0;
            value found;
            for (const auto& [inner, times] : inside) {
                rows += static_cast<std::int64_t>(times);
                found = inner.front();
            }
            RC_PRE(rows <= 1);
            expected.add(followed_by(outer, {found}), weight);
        }
        table_facts const facts;
        unnest::known_domains domains;
        unnest::unnester const unnester(facts, domains, unit_leaf, s.around());
        auto const made = unnester.with_value(s.subquery.rows);
        if (made.counted) { return; } // by any_value, which only PostgreSQL computes
        RC_ASSERT(evaluate(made.rows, s.rows) == expected);
    });
}

} // namespace pgt::test
