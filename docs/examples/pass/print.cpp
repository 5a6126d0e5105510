#include <dbsp/dbsp.hpp>

#include <iostream>
#include <utility>

using dbsp::labelled;
using edge = std::pair<int, int>;

int main() {
    auto const from = labelled("from", [](const edge& e) { return e.first; });
    auto const to = labelled("to", [](const edge& e) { return e.second; });
    auto const ends = labelled("ends", [](const edge& a, const edge& b) { return edge(a.first, b.second); });

    auto const edges = dbsp::share(dbsp::distinct(dbsp::source<edge>("edges")));
    auto const two_steps = dbsp::join(edges, edges, dbsp::on(to, from), ends);
    std::cout << dbsp::print_text(two_steps) << '\n';
    std::cout << dbsp::print_text(dbsp::incrementalize(
                     dbsp::join(dbsp::source<edge>("a"), dbsp::source<edge>("b"), dbsp::on(to, from), ends)))
              << '\n';

    auto const step = [&](auto path, auto edges_in) {
        return dbsp::distinct(edges_in + dbsp::join(path, edges_in, dbsp::on(to, from), ends));
    };
    auto const paths = dbsp::fixpoint(step, dbsp::source<edge>("edges"));
    std::cout << dbsp::print_mermaid(paths) << '\n';
    std::cout << dbsp::print_dot(two_steps) << '\n';

    std::cout << dbsp::graph_of(paths).count("join") << " join\n";
}
