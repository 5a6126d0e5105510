/// Two relations, each in terms of the other.
#include "../show.hpp"

#include <dbsp/dbsp.hpp>

#include <tuple>

using namespace dbsp;

using edge = record<field<"from", int>, field<"to", int>>;

int main() {
    auto const edges = source<edge>("edges");
    auto const further = [](const edge& a, const edge& b) { return edge{get<"from">(a), get<"to">(b)}; };
    auto const [even, odd] = mutual_fixpoint<edge, edge>(
        [=](auto evens, auto odds, auto e) {
            return std::tuple(distinct(join(odds, e, on(col<"to">, col<"from">), further)),
                              distinct(e + join(evens, e, on(col<"to">, col<"from">), further)));
        },
        edges);

    pipeline paths(materialized_view("even", even), materialized_view("odd", odd));
    paths.input<edge>("edges").load(std::vector<edge>{{1, 2}, {2, 3}, {3, 4}});
    paths.step();
    show("even", paths.state<edge>("even"));
    show("odd", paths.state<edge>("odd"));
    paths.input<edge>("edges").erase({2, 3});
    paths.step();
    show("even, without 2 to 3", paths.state<edge>("even"));
}
