#include <dbsp/dbsp.hpp>
#include <dbsp/row/row.hpp>

#include <iostream>
#include <string>

using namespace dbsp;
using order = record<field<"id", int>, field<"customer", int>, field<"amount", int>>;
using customer = record<field<"key", int>, field<"region", std::string>>;

int main() {
    auto const orders = source<order>("orders");
    auto const customers = source<customer>("customers");

    auto const joined = join(distinct(orders), distinct(customers), on(col<"customer">, col<"key">));
    auto const query = distinct(filter(filter(joined, col<"region"> == "north"), col<"amount"> > 10));
    std::cout << print_mermaid(query) << '\n' << print_mermaid(simplify(query)) << '\n';

    auto const totals =
        filter(aggregate(group_by(orders, key(col<"customer">)), count()), col<"customer"> < 100);
    std::cout << print_text(simplify(totals)) << '\n';

    auto const large = filter(orders, col<"amount"> > 10);
    std::cout << print_text(simplify(recompute(large))) << '\n';

    auto const ids = map(orders, select(col<"customer">));
    std::cout << print_text(simplify(distinct(distinct(ids) + ids))) << '\n';
    std::cout << print_text(simplify(distinct(distinct(ids) + ids), every_source<multiplicity::bag>{}))
              << '\n';

    auto const touched = source<customer>("touched");
    auto const state = integrate(filter(orders, col<"amount"> > 10));
    auto const few = restrict(state, touched, key(col<"customer">), key(as<"customer">(col<"key">)));
    std::cout << print_text(simplify(few)) << '\n';
}
