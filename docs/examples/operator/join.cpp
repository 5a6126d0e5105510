/// Joins on equal keys, with a residual condition, and without a key.
#include "../show.hpp"

#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/product.hpp>
#include <dbsp/row/row.hpp>

#include <string>

using namespace dbsp;

using order = record<field<"id", int>, field<"customer", std::string>>;
using customer = record<field<"name", std::string>, field<"region", std::string>>;

int main() {
    auto const joined =
        source<order>("orders") | join(source<customer>("customers"), on(col<"customer">, col<"name">));

    engine running(joined);
    auto& orders = running.input<order>("orders");
    auto& customers = running.input<customer>("customers");
    orders.insert({1, "ada"});
    orders.insert({2, "ada"});
    show("orders, no customers", running.step());
    customers.insert({"ada", "north"});
    show("a customer arrives", running.step());
    orders.erase({1, "ada"});
    show("an order goes", running.step());

    auto const sum = [](int x, int y) { return x + y; };
    auto const numbers = source<int>("numbers");
    engine sums(product(numbers, numbers, sum));
    sums.input<int>("numbers").push({{1, 1}, {10, 1}});
    show("product", sums.step());

    engine rising(theta_join(numbers, numbers, [](int x, int y) { return x < y; }, sum));
    rising.input<int>("numbers").push({{1, 1}, {10, 1}});
    show("theta_join", rising.step());
}
