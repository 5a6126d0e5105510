/// Several views of one stream of changes, and what they keep.
#include "../show.hpp"

#include <dbsp/dbsp.hpp>

#include <string>

using namespace dbsp;

using order = record<field<"customer", int>, field<"region", std::string>, field<"amount", int>>;

int main() {
    auto const orders = source<order>("orders");
    auto const totals = share(orders | group_by(col<"region">) | aggregate(as<"total">(sum(col<"amount">))));
    using total = decltype(totals)::value_type;

    pipeline sales(materialized_view("totals", totals), //
                   view("large", totals | filter(col<"total"> > 100)),
                   indexed_view("by customer", orders, [](const order& o) { return get<"customer">(o); }));
    auto& new_orders = sales.input<order>("orders");

    new_orders.insert({1, "north", 60});
    new_orders.insert({2, "south", 30});
    sales.step();
    show("totals", sales.state<total>("totals"));
    show("change of the large ones", sales.change<total>("large"));

    new_orders.insert({3, "north", 50});
    sales.step();
    show("change of the totals", sales.change<total>("totals"));
    show("change of the large ones", sales.change<total>("large"));

    const auto& by_customer = sales.index<int, order>("by customer");
    show("customer 3", by_customer[3]);
    for (const auto& [customer, rows] : by_customer.from(2)) {
        std::cout << "customer " << customer << ": " << rows.size() << '\n';
    }
    try {
        static_cast<void>(sales.state<total>("large"));
    } catch (const circuit_error& e) { std::cout << e.what() << '\n'; }
}
