/// Pushing changes, taking changes, and what is left after an exception.
#include "../show.hpp"

#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/aggregate.hpp>

#include <string>

using namespace dbsp;

int main() {
    auto const initial = [](const std::string& word) { return word.at(0); };
    engine running(source<std::string>("words") | group_by(initial) | aggregate(max(identity_fn{})));
    auto& words = running.input<std::string>("words");

    words.insert("ant");
    words.insert("ape");
    show("step 1", running.step());
    words.erase("ape");
    words.insert("ape");
    show("step 2: nothing has changed", running.step());

    words.erase("ape");
    running.step(
        [](const auto& row, const auto& weight) { std::cout << weight << ' ' << to_text(row) << '\n'; });

    words.erase("bee");
    try {
        running.step();
    } catch (const negative_weight_error& e) { std::cout << "negative_weight_error: " << e.what() << '\n'; }
    std::cout << "failed at: " << running.failure()->at << '\n';
    words.withdraw();
    words.insert("asp");
    show("the next step", running.step());
    try {
        running.input<int>("words");
    } catch (const circuit_error& e) { std::cout << "circuit_error: " << e.what() << '\n'; }
}
