// Tutorial, part 5: the engine, and rows whose columns have names.

#include <dbsp/dbsp.hpp>

#include <boost/hana/define_struct.hpp>

#include <cstdint>
#include <iostream>
#include <string>

using dbsp::as;
using dbsp::col;

struct customer {
    BOOST_HANA_DEFINE_STRUCT(customer, (int, id), (std::string, city));
};

using order =
    dbsp::record<dbsp::field<"order_id", int>, dbsp::field<"customer", int>, dbsp::field<"amount", int>>;

int main() {
    auto const orders = dbsp::source<order>("orders") | dbsp::filter(col<"amount"> > 0);
    auto const customers = dbsp::source<customer>("customers");
    auto const by_city = orders | dbsp::join(customers, dbsp::on(col<"customer">, col<"id">)) |
                         dbsp::group_by(col<"city">) |
                         dbsp::aggregate(as<"total">(dbsp::sum(col<"amount">)), as<"orders">(dbsp::count()));

    dbsp::engine engine(by_city);
    auto& new_orders = engine.input<order>("orders");
    auto& new_customers = engine.input<customer>("customers");

    new_customers.insert({1, "Oslo"});
    new_orders.insert({100, 1, 30});
    new_orders.insert({101, 1, 20});
    std::cout << engine.step() << '\n';

    new_orders.erase({101, 1, 20});  // an update: the old row goes,
    new_orders.insert({101, 1, 25}); // the new one comes
    std::cout << engine.step() << '\n';

    new_customers.insert({2, "Bergen"});
    std::cout << engine.step() << '\n';

    new_orders.insert({102, 2, 10});
    new_orders.erase({100, 1, 30});
    for (const auto& [row, weight] : engine.step()) {
        if (weight > 0) { std::cout << dbsp::get<"city">(row) << " has " << dbsp::get<"total">(row) << '\n'; }
    }

    auto const with_tax = dbsp::select(col<"order_id">, as<"gross">(col<"amount"> * 5 / 4));
    std::cout << dbsp::to_text(with_tax(order{100, 1, 30})) << '\n';
    std::cout << "SELECT " << print(with_tax) << " WHERE " << print(col<"amount"> > 0 && col<"customer"> != 7)
              << '\n';
}
