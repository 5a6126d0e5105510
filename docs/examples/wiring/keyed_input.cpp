/// Inputs that know their rows: by a key, or as a set.
#include "../show.hpp"

#include <dbsp/dbsp.hpp>
#include <dbsp/wiring/keyed_input.hpp>
#include <dbsp/wiring/set_input.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace dbsp;

using order = record<field<"id", int>, field<"region", std::string>, field<"amount", int>>;

int main() {
    engine totals(source<order>("orders") | group_by(col<"region">) | aggregate(sum(col<"amount">)));
    keyed_input orders(totals.input<order>("orders"), col<"id">);

    orders.load(std::vector<order>{{1, "north", 10}, {2, "south", 5}});
    show("loaded", totals.step());
    orders.upsert({1, "north", 30});
    orders.erase(2);
    show("order 1 replaced, order 2 deleted", totals.step());
    try {
        orders.erase(7);
    } catch (const key_error& e) { std::cout << e.what() << '\n'; }

    engine pairs(source<std::pair<int, int>>("edges"));
    set_input edges(pairs.input<std::pair<int, int>>("edges"));
    edges.insert({1, 2});
    show("edges", pairs.step());
    try {
        edges.insert({1, 2});
    } catch (const key_error& e) { std::cout << e.what() << '\n'; }
}
