// Tutorial, part 4: incrementalize, and what it has to agree with.

#include "show.hpp"

#include <dbsp/dbsp.hpp>

#include <iostream>
#include <string>
#include <utility>
#include <vector>

using sale = std::pair<std::string, int>; // product, price

int main() {
    auto const product = dbsp::labelled("product", [](const sale& s) { return s.first; });
    auto const price = dbsp::labelled("price", [](const sale& s) { return s.second; });
    auto const dearest = dbsp::source<sale>("sales") | dbsp::group_by(product) |
                         dbsp::aggregate(dbsp::max(price), dbsp::count());

    std::vector<dbsp::zset<sale>> const changes{
        {{{"lamp", 30}, 1}, {{"lamp", 35}, 1}, {{"rug", 20}, 1}},
        {{{"lamp", 35}, -1}},
        {{{"rug", 20}, -1}, {{"lamp", 10}, 1}},
    };

    dbsp::evaluator by_rule(dbsp::incrementalize(dearest));
    dbsp::evaluator by_definition(dbsp::recompute(dearest));
    dbsp::engine engine(dearest);
    for (const auto& change : changes) {
        by_rule.input<sale>("sales").push(change);
        by_definition.input<sale>("sales").push(change);
        engine.input<sale>("sales").push(change);

        auto const result = by_rule.step();
        show(result);
        if (by_definition.step() != result || engine.step() != result) { return 1; }
    }

    std::cout << print_text(dearest) << '\n';
    std::cout << print_text(dbsp::incrementalize(dearest)) << '\n';

    auto const on_product = dbsp::on(product, product);
    auto const pairs = dbsp::join(dbsp::source<sale>("sales"), dbsp::source<sale>("returns"), on_product);
    std::cout << print_text(dbsp::incrementalize(pairs));
}
