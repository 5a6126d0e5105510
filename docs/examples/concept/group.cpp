#include <dbsp/concept/product_group.hpp>
#include <dbsp/zset/zset.hpp>

#include <iostream>

/// The sum of any values of a group: the concept names what is used, and no more.
template <std::ranges::input_range Range, dbsp::abelian_group G = std::ranges::range_value_t<Range>>
G total(const Range& values) {
    G sum{};
    for (const G& value : values) { sum = sum + value; }
    return sum;
}

int main() {
    using weight = dbsp::default_weight;
    std::cout << total(std::vector<weight>{1, 2, 3}) << '\n';
    std::cout << total(std::vector<dbsp::zset<int>>{{{1, 1}}, {{1, -1}, {2, 1}}}) << '\n';

    using count_and_sum = dbsp::product_group<weight, weight>;
    auto const [count, sum] = total(std::vector<count_and_sum>{{{1, 10}}, {{1, 20}}}).parts;
    std::cout << count << ", " << sum << '\n';
}
