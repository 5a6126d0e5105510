#include <dbsp/dbsp.hpp>

#include "property/support/recursive_circuits.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
constexpr auto closure = [](auto edges) { return closure_of(recursion_options{}, edges); };
} // namespace

TEST_CASE("fixpoint: transitive closure, incremental equals recomputed", "[operator][fixpoint]") {
    check_operator("transitive closure", bags<row>(), [](auto edges) { return closure(edges); });
}

TEST_CASE("fixpoint: transitive closure over bags, with cycles and other derivations",
          "[operator][fixpoint]") {
    check_dynamic_operator("transitive closure of a bag", bags<row>(3),
                           [](auto edges) { return closure(edges); });
    check_dynamic_operator("non-linear closure", bags<row>(3), [](auto edges) {
        return fixpoint(
            [](auto x, auto e) { return distinct(e + join(x, x, on(by_second, by_first), ends)); }, edges);
    });
    check_equal_circuits(
        "linear closure = non-linear closure", bags<row>(), [](auto edges) { return closure(edges); },
        [](auto edges) {
            return fixpoint(
                [](auto x, auto e) { return distinct(e + join(x, x, on(by_second, by_first), ends)); },
                edges);
        });
}

TEST_CASE("fixpoint: shortest hop count, with min in the recursion", "[operator][fixpoint]") {
    check_dynamic_operator("hops", bags<row, row>(), [](auto edges, auto starts) {
        return hops_of(recursion_options{}, edges, starts);
    });
}

TEST_CASE("fixpoint: same generation", "[operator][fixpoint]") {
    check_dynamic_operator("same generation", bags<row>(), [](auto parents) {
        return fixpoint(
            [](auto x, auto parent) {
                auto siblings = join(parent, parent, on(by_second, by_second),
                                     [](const row& a, const row& b) { return row{a.first, b.first}; });
                auto up = join(parent, x, on(by_second, by_first), [](const row& child, const row& pair) {
                    return row{child.first, pair.second};
                });
                auto cousins =
                    join(up, parent, on(by_second, by_second),
                         [](const row& pair, const row& child) { return row{pair.first, child.first}; });
                return distinct(siblings + cousins);
            },
            parents);
    });
}

TEST_CASE("fixpoint: linear recursion that counts the paths of an acyclic graph", "[operator][fixpoint]") {
    check_dynamic_operator("UNION ALL", changes<row>(), [](auto edges) {
        return fixpoint([](auto x, auto e) { return e + join(x, e, on(by_second, by_first), ends); },
                        filter(edges, ascending));
    });
}

TEST_CASE("fixpoint: with several inputs, each used in many places", "[operator][fixpoint]") {
    check_dynamic_operator("three inputs", bags<row, row, row>(3), [](auto a, auto b, auto c) {
        return fixpoint(
            [](auto x, auto first, auto step, auto banned) {
                auto const next = join(x, step, on(by_second, by_first), ends);
                return distinct(antijoin(first + next, banned, on(same_row, same_row)));
            },
            a, b, c);
    });
}

TEST_CASE("fixpoint: with group-wise and outer joins in its body", "[operator][fixpoint]") {
    check_dynamic_operator("top_k in the body", bags<row>(3), [](auto edges) {
        return fixpoint(
            [](auto x, auto e) {
                return distinct(e + join(x, e, on(by_second, by_first), ends)) | group_by(by_first) |
                       top_k(2);
            },
            filter(edges, ascending));
    });
    check_dynamic_operator("left_join in the body", bags<row>(3), [](auto edges) {
        return fixpoint(
            [](auto x, auto e) {
                return distinct(e + left_join(x, filter(e, ascending), on(by_second, by_first), ends,
                                              [](const row& r) { return row{r.first, 0}; }));
            },
            edges);
    });
}

TEST_CASE("fixpoint: over an aggregate, and an aggregate over it", "[operator][fixpoint]") {
    check_dynamic_operator("fixpoint of aggregate", bags<row>(), [](auto edges) {
        auto latest = edges | group_by(by_first) |
                      aggregate_as([](const row& k, int to) { return row{k.first, to}; },
                                   max([](const row& r) { return r.second; }));
        return closure(latest) | group_by(by_first) |
               aggregate_as([](const row& k, std::int64_t n) { return row{k.first, static_cast<int>(n)}; },
                            count());
    });
}

TEST_CASE("fixpoint: two in one circuit", "[operator][fixpoint]") {
    check_dynamic_operator("difference of closures", bags<row, row>(3),
                           [](auto a, auto b) { return closure(except_all(closure(a), closure(b))); });
}

} // namespace dbsp::test
