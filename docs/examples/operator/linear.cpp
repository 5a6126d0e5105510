/// Operators without state: filter, map, flat_map.
#include "../show.hpp"

#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/flat_map.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/row/row.hpp>

#include <string>
#include <vector>

using namespace dbsp;

using order = record<field<"id", int>, field<"amount", int>>;

void run(const char* title, const auto& circuit) {
    engine running(circuit);
    auto& orders = running.template input<order>("orders");
    orders.insert({1, 250});
    orders.insert({2, 30});
    orders.erase({3, 120});
    show(title, running.step());
}

int main() {
    auto const orders = source<order>("orders");

    run("filter", orders | filter(col<"amount"> >= 100));

    run("map", orders | map(select(col<"id">, as<"tenth">(col<"amount"> / 10))));

    auto const coins = [](const order& o) {
        return std::vector<int>(std::size_t(get<"amount">(o) / 100), 100);
    };
    run("flat_map", orders | flat_map(coins));
}
