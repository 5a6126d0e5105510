// Tutorial, part 7: preconditions, and what happens where they do not hold.

#include <dbsp/dbsp.hpp>

#include <cstdint>
#include <iostream>
#include <limits>
#include <string>
#include <utility>

using edge = std::pair<std::string, std::string>;

template <class Action> void expect_error(Action action) {
    try {
        action();
    } catch (const dbsp::error& error) { std::cout << error.what() << '\n'; }
}

int main() {
    auto const first_words = dbsp::source<std::string>("words") |
                             dbsp::group_by([](const std::string& word) { return word.size(); }) |
                             dbsp::top_k(3);

    dbsp::engine engine(first_words);
    expect_error([&] { engine.input<std::string>("word"); });
    expect_error([&] { engine.input<int>("words"); });

    engine.input<std::string>("words").erase("ghost");
    expect_error([&] { engine.step(); });
    engine.input<std::string>("words").push("ghost", 2);
    std::cout << "then: " << engine.step() << '\n';

    auto const total = dbsp::source<std::int64_t>("n") | dbsp::group_by([](std::int64_t) { return 0; }) |
                       dbsp::aggregate(dbsp::sum(dbsp::identity_fn{}));
    dbsp::engine sums(total);
    sums.input<std::int64_t>("n").push(std::numeric_limits<std::int64_t>::max(), 2);
    expect_error([&] { sums.step(); });

    auto const next = [](auto paths, auto edges) {
        auto const ends = [](const edge& a, const edge& b) { return edge(a.first, b.second); };
        auto const key =
            dbsp::on([](const edge& e) { return e.second; }, [](const edge& e) { return e.first; });
        return edges + (paths | dbsp::join(edges, key, ends)); // no distinct: counts the paths
    };
    dbsp::engine paths(dbsp::fixpoint(dbsp::iteration_budget{100}, next, dbsp::source<edge>("edges")));
    auto& edges = paths.input<edge>("edges");
    edges.insert({"a", "b"});
    edges.insert({"b", "c"});
    std::cout << paths.step().size() << " paths\n";
    edges.insert({"c", "a"}); // now there is no end of them
    expect_error([&] { paths.step(); });
}
