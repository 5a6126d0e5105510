/// Which nodes of a graph can be reached from which, while edges come and go.
#include "../show.hpp"

#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/plus.hpp>

using namespace dbsp;

using edge = std::pair<int, int>;

int main() {
    auto const meet =
        on([](const edge& path) { return path.second; }, [](const edge& step) { return step.first; });
    auto const ends = [](const edge& path, const edge& step) { return edge(path.first, step.second); };

    auto const paths =
        fixpoint([&](auto path, auto edges) { return distinct(edges + join(path, edges, meet, ends)); },
                 source<edge>("edges"));

    engine running(paths);
    auto& edges = running.input<edge>("edges");
    edges.push({{{1, 2}, 1}, {{2, 3}, 1}, {{3, 1}, 1}});
    std::cout << "a cycle of 3: " << running.step().size() << " paths\n";
    edges.erase({3, 1});
    show("without its last edge", running.step());

    auto const endless =
        fixpoint(iteration_budget{100}, [](auto n, auto first) { return first + n; }, source<int>("first"));
    engine hopeless(endless);
    hopeless.input<int>("first").insert(0);
    try {
        hopeless.step();
    } catch (const budget_error& e) { std::cout << "budget_error: " << e.what() << '\n'; }
}
