// Tutorial, part 1: Z-sets.

#include <dbsp/dbsp.hpp>

#include <cstdint>
#include <iostream>
#include <limits>
#include <ranges>
#include <string>
#include <vector>

int main() {
    dbsp::zset<std::string> const basket{{"apple", 2}, {"pear", 1}};
    dbsp::zset<std::string> const change{{"apple", -1}, {"pear", -1}, {"plum", 3}};
    std::cout << basket + change << '\n';

    std::cout << basket["apple"] << ' ' << basket["plum"] << '\n';
    std::cout << std::boolalpha << (basket + change - change == basket) << '\n';
    std::cout << (basket + -basket).empty() << '\n';

    std::cout << dbsp::is_bag(basket) << ' ' << dbsp::is_set(basket) << ' ' << dbsp::is_bag(change) << '\n';

    std::vector<std::string> const fruits{"plum", "fig", "plum"};
    auto counted = dbsp::zset_of(fruits);
    counted.add("fig", -1);
    std::cout << counted << '\n';

    auto const removed = [](const auto& entry) { return entry.second < 0; };
    for (const auto& [fruit, weight] : change | std::views::filter(removed)) {
        std::cout << fruit << " loses " << -weight << '\n';
    }

    auto const initial = [](const std::string& fruit) { return fruit.front(); };
    auto const by_initial = dbsp::index_by(basket + change, initial);
    std::cout << by_initial['p'] << '\n';

    dbsp::zset<int> full{{7, std::numeric_limits<std::int64_t>::max()}};
    try {
        full.add(7, 1);
    } catch (const dbsp::overflow_error& error) { std::cout << error.what() << '\n'; }
}
