// Tutorial, part 3: circuits, and the evaluator that runs them.

#include "show.hpp"

#include <dbsp/dbsp.hpp>

#include <iostream>
#include <string>
#include <utility>
#include <vector>

using sale = std::pair<std::string, int>; // product, price

namespace {

std::string product(const sale& s) { return s.first; }
int price(const sale& s) { return s.second; }

void first_circuit() {
    auto const dear = [](const sale& s) { return price(s) >= 10; };
    auto const circuit = dbsp::source<sale>("sales") | dbsp::filter(dear) | dbsp::map(product);

    dbsp::evaluator evaluator(circuit);
    evaluator.input<sale>("sales").push({{{"lamp", 30}, 1}, {{"lamp", 35}, 1}, {{"nail", 1}, 500}});
    show(evaluator.step());
}

void joined_and_grouped() {
    auto const sales = dbsp::source<sale>("sales");
    auto const makers = dbsp::source<std::pair<std::string, std::string>>("makers"); // product, maker

    auto const product_of_maker = [](const auto& row) { return row.first; };
    auto const maker_and_price = [](const sale& s, const auto& m) { return std::pair(m.second, s.second); };
    auto const income = sales | dbsp::join(makers, dbsp::on(product, product_of_maker), maker_and_price) |
                        dbsp::group_by([](const auto& row) { return row.first; }) |
                        dbsp::aggregate(dbsp::sum([](const auto& row) { return row.second; }));

    dbsp::evaluator evaluator(income);
    evaluator.input<sale>("sales").push({{{"lamp", 30}, 2}, {{"desk", 90}, 1}, {{"rug", 20}, 1}});
    evaluator.input<std::pair<std::string, std::string>>("makers").push(
        {{{"lamp", "Lux"}, 1}, {{"desk", "Oak & Co"}, 1}, {{"rug", "Lux"}, 1}});
    show(evaluator.step());
}

void sharing() {
    int calls = 0;
    auto const is_dear = [&calls](const sale& s) { return ++calls, price(s) >= 10; };
    auto const run = [&](const auto& circuit) {
        calls = 0;
        dbsp::evaluator evaluator(circuit);
        evaluator.template input<sale>("sales").push({{{"lamp", 30}, 1}, {{"desk", 90}, 1}});
        show(evaluator.step());
        std::cout << calls << " calls\n";
    };

    auto const dear = dbsp::source<sale>("sales") | dbsp::filter(is_dear);
    run(dear + dear);
    auto const shared = dbsp::share(dear);
    run(shared + shared);
}

using dynamic = dbsp::circuit<dbsp::functions<sale>>;

/// The sales of some products, which are known only when the program runs.
dynamic sales_of(const std::vector<std::string>& products) {
    auto const sales = dbsp::source<dynamic>("sales");
    dynamic chosen = sales - sales;
    for (const auto& wanted : products) {
        chosen = chosen + (sales | dbsp::filter([=](const sale& s) { return s.first == wanted; }));
    }
    return chosen;
}

} // namespace

int main() {
    first_circuit();
    joined_and_grouped();
    sharing();

    dbsp::evaluator evaluator(sales_of({"lamp", "rug"}));
    evaluator.input<sale>("sales").push({{{"lamp", 30}, 1}, {{"desk", 90}, 1}, {{"rug", 20}, 2}});
    show(evaluator.step());
}
