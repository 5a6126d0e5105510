#include <dbsp/dbsp.hpp>
#include <dbsp/operator/mutual_fixpoint.hpp>

#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

#include <vector>

namespace dbsp::test {

namespace {
/// Paths of even and of odd length, as rows that say which.
auto by_two_relations(auto edges) {
    auto const [even, odd] = mutual_fixpoint<row, row>(
        [](auto evens, auto odds, auto e) {
            return std::tuple(distinct(join(odds, e, on(by_second, by_first), ends)),
                              distinct(e + join(evens, e, on(by_second, by_first), ends)));
        },
        edges);
    auto const says = [](int parity) {
        return [parity](const row& r) { return row{r.first, 10 * parity + r.second}; };
    };
    return map(even, says(0)) + map(odd, says(1));
}
/// Rows of several relations beside each other: the first member says of which one they are.
auto const marks = [](std::size_t relation) {
    int const base = 100 * static_cast<int>(relation + 1);
    return relation_marks{[base](const row& r) { return row{base + r.first, r.second}; },
                          [base](const row& r) {
                              return r.first / 100 == base / 100 ? std::vector{row{r.first - base, r.second}}
                                                                 : std::vector<row>();
                          }};
};

/// The same by one relation.
auto by_one_relation(auto edges) {
    auto const further = [](const row& path, const row& edge) {
        return row{path.first, 10 * (1 - path.second / 10) + edge.second};
    };
    auto const target = [](const row& path) { return row{path.second % 10, 0}; };
    return fixpoint<row>(
        [=](auto x, auto e) {
            auto const single = map(e, [](const row& r) { return row{r.first, 10 + r.second}; });
            return distinct(single + join(x, e, on(target, by_first), further));
        },
        edges);
}
} // namespace

TEST_CASE("mutual_fixpoint: incremental equals recomputed", "[operator][mutual_fixpoint]") {
    check_static_operator("even and odd paths", bags<row>(),
                          [](auto edges) { return by_two_relations(edges); });
}

TEST_CASE("mutual_fixpoint: in run-time circuits, incremental equals recomputed",
          "[operator][mutual_fixpoint]") {
    check_dynamic_operator("even and odd paths", bags<row>(3), [](auto edges) {
        using relations = std::vector<decltype(edges)>;
        auto const both = mutual_fixpoint(
            marked_relations{2, marks},
            [](const relations& x, const relations& in) {
                return relations{distinct(join(x[1], in[0], on(by_second, by_first), ends)),
                                 distinct(in[0] + join(x[0], in[0], on(by_second, by_first), ends))};
            },
            relations{edges});
        return both[0] + negate(both[1]);
    });
    check_dynamic_operator(
        "four inputs, three relations", bags<row, row, row, row>(3), [](auto a, auto b, auto c, auto d) {
            using relations = std::vector<decltype(a)>;
            auto const all = mutual_fixpoint(
                marked_relations{3, marks},
                [](const relations& x, const relations& in) {
                    auto const by = on(by_second, by_first);
                    return relations{distinct(in[0] + join(x[1], in[1], by, ends)),
                                     distinct(in[2] + join(x[2], x[0], by, ends)),
                                     distinct(antijoin(x[0], in[3], on(same_row, same_row)))};
                },
                relations{a, b, c, d});
            return all[0] + all[1] + all[2];
        });
}

TEST_CASE("mutual_fixpoint: is the fixpoint of the disjoint union", "[operator][mutual_fixpoint]") {
    engine machine(by_two_relations(source<row>("a")) - by_one_relation(source<row>("a")));
    zset<row> table;
    std::uint32_t random = 1;
    for (int step = 0; step < 300; ++step) {
        random = random * 1664525U + 1013904223U;
        row const edge{static_cast<int>((random >> 16U) % 5U), static_cast<int>((random >> 24U) % 5U)};
        default_weight const w = table.contains(edge) ? -1 : 1;
        table.add(edge, w);
        machine.input<row>("a").push(edge, w);
        REQUIRE(machine.step().empty());
    }
}

} // namespace dbsp::test
