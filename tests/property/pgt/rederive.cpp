/// The law behind the upkeep of a recursion with UNION: what may be gone is taken out, what follows from the rest comes back.
#include <dbsp/dbsp.hpp>

#include "property/pgt/support/query_generator.hpp"

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

namespace pgt::test {

using dbsp::test::below;

namespace {
/// Edges of a graph, or its paths: rows of two nodes.
struct graph {
    bag first;
    bag second;
};

bag set_of(const bag& rows) {
    bag result;
    for (const auto& [columns, weight] : rows) {
        if (weight > 0) { result.add(columns, 1); }
    }
    return result;
}
/// The ends of pairs that meet; the two are joined, and nothing is added up but what is the same path.
bag joined(const bag& a, const bag& b) {
    bag result;
    for (const auto& [x, w] : a) {
        for (const auto& [y, v] : b) {
            if (x[1] && x[1] == y[0]) { result.add(row{x[0], y[1]}, w * v); }
        }
    }
    return result;
}
bag step(const bag& paths, const graph& g) { return joined(joined(paths, g.first), g.second); }

/// `x = distinct(start + step(x))`, from nothing.
template <class Step> bag closure(const bag& start, const Step& next) {
    bag result = set_of(start);
    while (true) {
        auto more = set_of(result + next(result));
        if (more == result) { return result; }
        result = std::move(more);
    }
}
bag recursion(const graph& g) {
    return closure(g.first, [&](const bag& x) { return step(x, g); });
}

/// What the library computes, a step being two joins.
bag fixpoint_of(const graph& g) {
    auto const ends = mapping({expression::column(0), expression::column(3)});
    auto const pair = pairing(
        2, {expression::column(0), expression::column(1), expression::column(2), expression::column(3)});
    auto const meet = dbsp::on(key({expression::column(1)}), key({expression::column(0)}), pair_condition());
    auto const first = dbsp::source<circuit>("first");
    auto const second = dbsp::source<circuit>("second");
    auto const paths = dbsp::fixpoint<row>(
        [&](auto x, auto a, auto b) {
            auto const one = dbsp::map(dbsp::join(x, a, meet, pair), ends);
            return dbsp::distinct(dbsp::plus(a, dbsp::map(dbsp::join(one, b, meet, pair), ends)));
        },
        first, second);
    dbsp::evaluator machine(paths);
    machine.input<row>("first").push(g.first);
    machine.input<row>("second").push(g.second);
    return machine.step();
}

/// Derivations, each by itself: signs that meet in one row don't cancel.
struct signed_rows {
    bag come;
    bag go;

    void add(const row& columns, bool comes) { (comes ? come : go).add(columns, 1); }
    void add_pairs(const bag& a, const bag& b) {
        for (const auto& [x, w] : a) {
            for (const auto& [y, v] : b) {
                if (x[1] && x[1] == y[0]) { add(row{x[0], y[1]}, w * v > 0); }
            }
        }
    }
};
signed_rows touched(const bag& stored, const graph& before, const graph& now) {
    signed_rows result;
    auto const first = now.first - before.first;
    auto const second = now.second - before.second;
    for (const auto& [columns, weight] : first) { result.add(columns, weight > 0); }
    // Two terms: by what changes of the first table over the second as it was, and the other way round.
    for (const auto& [columns, weight] : first) {
        bag one;
        one.add(columns, weight);
        for (const auto& [path, once] : stored) {
            bag from;
            from.add(path, once);
            result.add_pairs(joined(from, one), before.second);
        }
    }
    for (const auto& [path, once] : stored) {
        bag from;
        from.add(path, once);
        for (const auto& [edge, weight] : now.first) {
            bag one;
            one.add(edge, 1);
            result.add_pairs(joined(from, one), second);
        }
    }
    return result;
}

bag both(const bag& a, const bag& b) {
    bag result;
    for (const auto& [columns, weight] : a) {
        if (b[columns] > 0) { result.add(columns, 1); }
    }
    return result;
}
bag without(const bag& a, const bag& b) { return a - both(a, b); }

/// The change of the recursion, as the lowering computes it.
bag rederived(const bag& stored, const graph& before, const graph& now) {
    auto const changes = touched(stored, before, now);
    auto const lost =
        closure(both(changes.go, stored), [&](const bag& x) { return both(set_of(step(x, now)), stored); });
    auto const kept = stored - lost;
    auto const due = set_of(lost + without(set_of(changes.come), stored));
    auto const found = changes.go.empty() ? due : both(due, now.first + step(kept, now));
    auto const came = closure(found, [&](const bag& x) { return without(set_of(step(x, now)), kept); });
    return came - lost;
}

bag random_edges() {
    bag result;
    for (int n = *below(9); n > 0; --n) {
        auto const node = [] { return value(static_cast<std::int64_t>(*below(5))); };
        result.add(row{node(), node()}, 1);
    }
    return result;
}
/// Some edges go, some come.
bag changed(const bag& edges) {
    bag result;
    for (const auto& [columns, weight] : edges) {
        for (auto n = weight; n > 0; n = n - 1) {
            if (*below(4) != 0) { result.add(columns, 1); }
        }
    }
    return *rc::gen::arbitrary<bool>() ? result + random_edges() : result;
}
} // namespace

TEST_CASE("rederive: kept rows and what follows from them are the recursion now", "[lower][rederive]") {
    rc::prop("R + came - lost = fixpoint(now), in graphs with cycles", [] {
        graph const before{random_edges(), random_edges()};
        graph const now{changed(before.first), changed(before.second)};
        auto const stored = recursion(before);
        RC_ASSERT(stored == fixpoint_of(before));
        RC_ASSERT(stored + rederived(stored, before, now) == fixpoint_of(now));
    });
}

} // namespace pgt::test
