/// A big step of several workers.
#include "../show.hpp"

#include <dbsp/aggregate/sum.hpp>
#include <dbsp/engine/parallel_engine.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/row/row.hpp>

#include <string>
#include <vector>

using namespace dbsp;

using order = record<field<"customer", int>, field<"region", std::string>, field<"amount", int>>;

int main() {
    auto const totals =
        source<order>("orders") | group_by(col<"region">) | aggregate(as<"total">(sum(col<"amount">)));
    parallel_engine running(totals, workers{.count = 2, .serial_below = 1000});

    std::vector<order> orders;
    for (int i = 0; i < 5000; ++i) { orders.push_back({i, i % 3 == 0 ? "north" : "south", 10}); }
    running.input<order>("orders").load(orders);
    show("load, by two threads", running.step());

    running.input<order>("orders").insert({5000, "north", 7});
    show("one order, by the caller", running.step());
    return 0;
}
