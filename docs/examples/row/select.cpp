/// From rows to rows: selections and keys.
#include <dbsp/row/row.hpp>
#include <dbsp/value/print.hpp>

#include <iostream>
#include <string>

using namespace dbsp;

using order = record<field<"id", int>, field<"customer_id", int>, field<"amount", int>>;
using customer = record<field<"id", int>, field<"name", std::string>>;

int main() {
    const order sample{7, 1, 60};

    constexpr auto doubled = as<"double">(col<"amount"> * 2);
    std::cout << print(doubled) << "  ->  " << doubled(sample) << '\n';

    constexpr auto chosen = select(col<"id">, doubled);
    std::cout << print(chosen) << "  ->  " << to_text(chosen(sample)) << '\n';

    std::cout << print(columns<"amount", "id">) << "  ->  " << to_text(columns<"amount", "id">(sample))
              << '\n';

    constexpr auto of_order = key(as<"id">(col<"customer_id">));
    constexpr auto of_customer = key(col<"id">);
    std::cout << print(of_order) << " = " << print(of_customer) << "  ->  "
              << (of_order(sample) == of_customer(customer{1, "Ada"}) ? "match" : "no match") << '\n';
}
