/// Outer joins: the rows of one or both sides that have no partner, with nulls for the other side.
#include "../show.hpp"

#include <dbsp/eval/evaluator.hpp>
#include <dbsp/operator/full_join.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/right_join.hpp>
#include <dbsp/row/row.hpp>

#include <string>

using namespace dbsp;

using order = record<field<"id", int>, field<"customer", std::string>>;
using customer = record<field<"name", std::string>, field<"region", std::string>>;

void run(const char* title, const auto& circuit) {
    evaluator running(circuit);
    running.template input<order>("orders").insert({1, "ada"});
    running.template input<order>("orders").insert({2, "bob"});
    running.template input<customer>("customers").insert({"ada", "north"});
    running.template input<customer>("customers").insert({"eve", "south"});
    show(title, running.step());
}

int main() {
    auto const orders = source<order>("orders");
    auto const customers = source<customer>("customers");
    auto const same_name = on(col<"customer">, col<"name">);

    run("left_join", left_join(orders, customers, same_name));
    run("right_join", right_join(orders, customers, same_name));
    run("full_join", full_join(orders, customers, same_name));
}
