#include <dbsp/zset/zset.hpp>

#include <iostream>
#include <ranges>
#include <string>

int main() {
    dbsp::zset<std::string> table{{"apple", 1}, {"pear", 2}};
    dbsp::zset<std::string> const change{{"pear", -2}, {"plum", 1}};

    table += change;
    std::cout << table << '\n';
    std::cout << "plums: " << table["plum"] << ", pears: " << table["pear"] << '\n';

    auto const first_letter = [](const auto& entry) { return std::pair(entry.first[0], entry.second); };
    std::cout << (table | std::views::transform(first_letter) | std::ranges::to<dbsp::zset<char>>()) << '\n';
}
