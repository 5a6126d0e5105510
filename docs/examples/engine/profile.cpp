/// What the operators of an engine cost.
#include <dbsp/dbsp.hpp>
#include <dbsp/engine/profile.hpp>

#include <iostream>
#include <string>

using namespace dbsp;

using order = record<field<"id", int>, field<"region", std::string>, field<"amount", int>>;

int main() {
    engine running(source<order>("orders") | filter(col<"amount"> > 10) | group_by(col<"region">) |
                       aggregate(sum(col<"amount">)),
                   with<profiles>{});
    auto& orders = running.input<order>("orders");
    orders.insert({1, "north", 20});
    orders.insert({2, "north", 5});
    orders.insert({3, "south", 30});
    running.step();

    auto const profile = profile_of(running);
    for (const auto& vertex : profile.graph.vertices) {
        const auto& one = profile.operators[vertex.id];
        std::cout << vertex.name << ": in " << one.total.rows_in << ", out " << one.total.rows_out
                  << ", keeps " << one.state.rows << '\n';
    }
    std::cerr << print_text(profile); // with times, which differ from run to run
}
