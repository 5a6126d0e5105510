/// Weights, records and Z-sets in std::format.
#include <dbsp/row/row.hpp>
#include <dbsp/zset/format.hpp>

#include <iostream>
#include <string>

using namespace dbsp;

using item = record<field<"id", int>, field<"name", std::string>>;

int main() {
    item const pen{1, "pen"};
    std::cout << std::format("{} {:>12}|\n", zset<item>{{pen, -2}}, pen);
    std::cout << std::format("{:+}\n", default_weight(3));
}
