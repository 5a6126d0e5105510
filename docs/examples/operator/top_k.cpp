/// The first rows of each group.
#include "../show.hpp"

#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/top_k.hpp>
#include <dbsp/row/row.hpp>

#include <string>

using namespace dbsp;

using order = record<field<"id", int>, field<"region", std::string>, field<"amount", int>>;

int main() {
    auto const larger = [](const order& a, const order& b) { return get<"amount">(a) > get<"amount">(b); };
    auto const best = source<order>("orders") | group_by(col<"region">) | top_k(2, larger);

    engine running(best);
    auto& orders = running.input<order>("orders");
    orders.insert({1, "north", 30});
    orders.insert({2, "north", 10});
    orders.insert({3, "north", 20});
    show("three orders", running.step());
    orders.erase({1, "north", 30});
    show("the largest goes", running.step());
}
