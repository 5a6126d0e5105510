#include <dbsp/stream.hpp>
#include <dbsp/zset/zset.hpp>

#include <iostream>
#include <utility>

using namespace dbsp::formal;

using edge = std::pair<int, int>;
using relation = dbsp::zset<edge>;

/// paths(x, z) :- edges(x, z).   paths(x, z) :- paths(x, y), edges(y, z).
static relation rule(const relation& edges, const relation& paths) {
    relation all = edges;
    for (const auto& [path, n] : paths) {
        for (const auto& [step, m] : edges) {
            if (path.second == step.first) { all.add({path.first, step.second}, n * m); }
        }
    }
    relation distinct;
    for (const auto& [path, weight] : all) {
        if (weight > 0) { distinct.add(path, 1); }
    }
    return distinct;
}

int main() {
    relation const circle{{{1, 2}, 1}, {{2, 3}, 1}, {{3, 1}, 1}};

    auto const paths = naive<relation>(rule, circle);
    std::cout << paths.size() << " paths\n";
    std::cout << std::boolalpha << (semi_naive<relation>(incremental(lift(rule)), circle) == paths) << '\n';
}
