#include <pgt/bind/no_catalog.hpp>
#include <pgt/lower/change/less_change.hpp>
#include <pgt/lower/change/narrow.hpp>
#include <pgt/lower/change/partnered_groups.hpp>
#include <pgt/lower/change/push_restrictions.hpp>
#include <pgt/lower/change/resolve.hpp>

#include <dbsp/dbsp.hpp>

#include "property/pgt/support/query_generator.hpp"

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

namespace pgt::test {

namespace {
/// What a leaf of a resolved circuit carries.
struct state {
    bag now;
    bag change;
};

void push(dbsp::evaluator<circuit>& machine, const std::string& name, const bag& rows) {
    try {
        machine.input<row>(name).push(rows);
    } catch (const dbsp::circuit_error&) {} // the circuit doesn't read it
}

bag evaluate(const circuit& c, const std::vector<state>& tables) {
    dbsp::evaluator machine(c);
    for (std::size_t i = 0; i < tables.size(); ++i) {
        auto const name = "s" + std::to_string(i);
        push(machine, name, tables[i].now);
        push(machine, name + "@change", tables[i].change);
        push(machine, name + "@before", tables[i].now - tables[i].change);
    }
    return machine.step();
}
} // namespace

TEST_CASE("resolve: a circuit over states and changes gives what a query changes by", "[lower][resolve]") {
    rc::prop("resolved(now, before, change) = q(now) - q(before)", [] {
        auto const q = *random_query(3);
        bind::query query{q.rows, {}, {}};
        lower::source_set changed;
        std::vector<state> after;
        std::vector<state> before;
        auto const all = tables();
        for (std::size_t i = 0; i < all.size(); ++i) {
            query.sources.push_back(source_of(all[i], i));
            auto const old = *random_change(all[i], {});
            auto const change = *random_change(all[i], old);
            changed.push_back(!change.empty());
            after.push_back({old + change, change});
            before.push_back({old, {}});
        }
        dbsp::origins<circuit> made;
        auto const incremental = dbsp::incrementalize(q.rows, made);
        lower::resolver resolve(query, made, changed);
        auto const& resolved = resolve.changes(incremental);
        auto const expected = evaluate(q.rows, after) - evaluate(q.rows, before);
        if (!resolved) {
            RC_ASSERT(expected.empty());
            return;
        }
        RC_ASSERT(evaluate(*resolved, after) == expected);
        RC_ASSERT(evaluate(lower::narrower()(*resolved), after) == expected);
        bind::no_catalog const unknown;
        lower::typing types(query, unknown);
        auto const pushed = lower::restriction_pusher(types)(*resolved);
        RC_ASSERT(evaluate(pushed, after) == expected);
        auto const narrow = lower::restriction_pusher(types)(lower::narrower()(pushed));
        RC_ASSERT(evaluate(dbsp::simplify(narrow, dbsp::rewrite::push_restrict_rules), after) == expected);
        auto const partnered = lower::partnered_groups(types)(*resolved);
        RC_ASSERT(evaluate(partnered, after) == expected);
        auto const shorter = lower::less_change(types)(partnered);
        RC_ASSERT(evaluate(shorter, after) == expected);
        auto const few = lower::narrower()(lower::restriction_pusher(types)(shorter));
        RC_ASSERT(evaluate(lower::restriction_pusher(types)(few), after) == expected);
    });
}

} // namespace pgt::test
