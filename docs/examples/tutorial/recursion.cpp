// Tutorial, part 6: recursion, and why deletions are right.

#include <dbsp/dbsp.hpp>
#include <dbsp/stream.hpp>

#include <algorithm>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using node = std::string;
using edge = std::pair<node, node>; // from, to

auto reachable() {
    auto const from = [](const edge& e) { return e.first; };
    auto const target = [](const node&, const edge& e) { return e.second; };
    auto const body = [=](auto reached, auto roots, auto edges) {
        auto const next = reached | dbsp::join(edges, dbsp::on(dbsp::identity_fn{}, from), target);
        return dbsp::distinct(roots + next);
    };
    return dbsp::fixpoint(body, dbsp::source<node>("roots"), dbsp::source<edge>("edges"));
}

template <class Z> void show(std::string_view name, const Z& z) {
    std::vector sorted(z.begin(), z.end());
    std::ranges::sort(sorted);
    std::cout << name << ':';
    for (const auto& [row, weight] : sorted) { std::cout << ' ' << (weight > 0 ? '+' : '-') << row; }
    std::cout << (sorted.empty() ? " nothing\n" : "\n");
}

namespace formal = dbsp::formal;

/// One iteration: the roots, and what the edges lead to from what was reached before.
dbsp::zset<node> rule(const dbsp::zset<edge>& edges, const dbsp::zset<node>& reached) {
    dbsp::zset<node> result{{"r", 1}};
    for (const auto& [e, weight] : edges) {
        if (reached[e.first] > 0 && weight > 0 && !result.contains(e.second)) { result.add(e.second, 1); }
    }
    return result;
}

/// What each iteration adds to the one before.
std::vector<dbsp::zset<node>> iterations(const dbsp::zset<edge>& graph) {
    auto const edges = formal::integrate(formal::delta0(graph)); // the same graph at each iteration
    auto const iterates =
        formal::feedback<dbsp::zset<node>>([&](const formal::stream<dbsp::zset<node>>& previous) {
            return formal::lift(rule)(edges, previous);
        });
    return formal::prefix(formal::differentiate(iterates), 5);
}

void look_inside() {
    dbsp::zset<edge> const graph{{{"r", "a"}, 1}, {{"a", "b"}, 1}, {{"r", "d"}, 1},
                                 {{"d", "e"}, 1}, {{"e", "b"}, 1}, {{"b", "c"}, 1}};
    auto const before = iterations(graph);
    auto const after = iterations(graph - dbsp::zset<edge>{{{"a", "b"}, 1}});
    for (std::size_t i = 0; i < before.size(); ++i) {
        std::cout << "iteration " << i << '\n';
        show("  before", before[i]);
        show("  change", after[i] - before[i]);
    }
}

} // namespace

int main() {
    dbsp::engine engine(reachable());
    auto& roots = engine.input<node>("roots");
    auto& edges = engine.input<edge>("edges");

    roots.insert("r");
    for (const edge& e :
         {edge("r", "a"), edge("a", "b"), edge("r", "d"), edge("d", "e"), edge("e", "b"), edge("b", "c")}) {
        edges.insert(e);
    }
    show("the graph", engine.step());

    edges.erase({"a", "b"});
    show("without a->b", engine.step());

    edges.insert({"c", "d"});
    show("with c->d, which closes a cycle", engine.step());

    edges.erase({"r", "d"});
    show("without r->d", engine.step());

    look_inside();
}
