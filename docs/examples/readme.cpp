// The example of the README: totals by city, kept up to date.

#include <dbsp/dbsp.hpp>

#include <iostream>
#include <string>

using namespace dbsp;

using order = record<field<"id", int>, field<"customer", int>, field<"amount", int>>;
using customer = record<field<"number", int>, field<"city", std::string>>;

int main() {
    auto const orders = source<order>("orders") | filter(col<"amount"> > 0);
    auto const customers = source<customer>("customers");
    auto const totals = orders | join(customers, on(col<"customer">, col<"number">)) | group_by(col<"city">) |
                        aggregate(as<"total">(sum(col<"amount">)), count());

    engine query(totals);
    query.input<customer>("customers").insert({1, "Oslo"});
    query.input<order>("orders").insert({100, 1, 30});
    query.input<order>("orders").insert({101, 1, 20});
    std::cout << query.step() << '\n';

    query.input<order>("orders").erase({101, 1, 20}); // one order goes
    std::cout << query.step() << '\n';
}
