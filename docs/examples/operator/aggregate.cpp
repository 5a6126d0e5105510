/// One row for each group, kept up to date.
#include "../show.hpp"

#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/sum.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/row/row.hpp>

#include <string>

using namespace dbsp;

using order = record<field<"id", int>, field<"region", std::string>, field<"amount", int>>;

int main() {
    auto const totals =
        source<order>("orders") | group_by(col<"region">) | aggregate(sum(col<"amount">), count());

    engine running(totals);
    auto& orders = running.input<order>("orders");
    orders.insert({1, "north", 10});
    orders.insert({2, "north", 5});
    orders.insert({3, "south", 7});
    show("three orders", running.step());
    orders.erase({2, "north", 5});
    orders.erase({3, "south", 7});
    show("two of them go", running.step());

    auto const parity = [](int n) { return n % 2 == 0; };
    auto const describe = [](bool even, auto n) { return std::to_string(n) + (even ? " even" : " odd"); };
    engine numbers(source<int>("n") | group_by(parity) | aggregate_as(describe, count()));
    numbers.input<int>("n").push({{1, 1}, {2, 1}, {3, 4}});
    show("aggregate_as", numbers.step());
}
