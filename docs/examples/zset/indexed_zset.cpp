#include <dbsp/zset/indexed_zset.hpp>

#include <iostream>
#include <utility>

int main() {
    using order = std::pair<int, int>; // customer, amount
    dbsp::zset<order> const orders{{{1, 20}, 1}, {{1, 30}, 1}, {{2, 50}, 1}};

    auto by_customer = index_by(orders, [](const order& o) { return o.first; });
    by_customer.add(2, {2, 50}, -1); // the only order of customer 2
    std::cout << by_customer.size() << " customer, " << by_customer[1].size() << " orders\n";
    std::cout << by_customer[2] << '\n';
}
