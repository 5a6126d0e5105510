// Which nodes of a graph can be reached from a root, kept up to date while edges come and go.
//
// The recursion is a `fixpoint`. Deleting an edge is the hard part: a node stays reachable if there is another way to it,
// and goes if the only other way is a cycle that nothing leads into any more. The first part shows both on five nodes. The
// second part changes single edges of a larger random graph and compares with recomputation; the times go to stderr.
//
// Usage: reachability [NODES [EDGES]]

#include <dbsp/dbsp.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

template <class Node> using edge = dbsp::record<dbsp::field<"from", Node>, dbsp::field<"to", Node>>;

/// The roots, and whatever an edge leads to from a node that is reachable.
template <class Node> auto reachable_nodes() {
    auto const target = [](const Node&, const edge<Node>& e) { return dbsp::get<"to">(e); };
    auto const body = [target](auto reached, auto roots, auto edges) {
        auto const next =
            reached | dbsp::join(edges, dbsp::on(dbsp::identity_fn{}, dbsp::col<"from">), target);
        return dbsp::distinct(roots + next);
    };
    return dbsp::fixpoint(body, dbsp::source<Node>("roots"), dbsp::source<edge<Node>>("edges"));
}

/// "+a +b -c", in the order of the nodes.
template <class Node> std::string text_of(const dbsp::zset<Node>& change) {
    std::vector sorted(change.begin(), change.end());
    std::ranges::sort(sorted);
    std::string text;
    for (const auto& [node, weight] : sorted) {
        text += text.empty() ? "" : " ";
        text += weight > 0 ? '+' : '-';
        text += node;
    }
    return text.empty() ? "nothing" : text;
}

//      root --> a --> b --> c
//       |             ^     |
//       +-----> d ----+     |
//                     ^     |
//                     +- e <+
void small_graph() {
    dbsp::engine reachable(reachable_nodes<std::string>());
    auto& roots = reachable.input<std::string>("roots");
    auto& edges = reachable.input<edge<std::string>>("edges");
    auto const step = [&](std::string_view what) {
        std::cout << what << ": " << text_of(reachable.step()) << '\n';
    };

    roots.insert("root");
    for (auto [from, to] : {std::pair("root", "a"),
                            {"a", "b"},
                            {"b", "c"},
                            {"root", "d"},
                            {"d", "b"},
                            {"c", "e"},
                            {"e", "b"}}) {
        edges.insert({from, to});
    }
    step("the graph");
    edges.erase({"a", "b"});
    step("without a->b, there is still root->d->b");
    edges.erase({"d", "b"});
    step("without d->b, only the cycle b->c->e->b leads to b");
    edges.insert({"a", "b"});
    step("with a->b again");
    roots.erase("root");
    step("without the root");
}

using clock_type = std::chrono::steady_clock;

double microseconds(clock_type::duration time) {
    return std::chrono::duration<double, std::micro>(time).count();
}

/// Changes edges one by one, and compares with the evaluator after every few changes.
void large_graph(std::uint32_t nodes, std::uint32_t edges) {
    constexpr int changes = 200;
    constexpr int comparisons = 4;

    auto const query = reachable_nodes<std::uint32_t>();
    dbsp::engine reachable(query);
    auto& pushed = reachable.input<edge<std::uint32_t>>("edges");

    std::mt19937 random(1); // NOLINT: the same graph each time
    auto const random_node = [&] { return static_cast<std::uint32_t>(random() % nodes); };
    std::vector<edge<std::uint32_t>> graph;
    for (std::uint32_t i = 0; i < edges; ++i) { graph.push_back({random_node(), random_node()}); }
    for (const auto& one : graph) { pushed.insert(one); }
    reachable.input<std::uint32_t>("roots").insert(0);

    auto start = clock_type::now();
    dbsp::zset<std::uint32_t> result = reachable.step();
    auto const loading = clock_type::now() - start;
    std::cout << nodes << " nodes, " << edges << " edges: " << result.size() << " nodes are reachable\n";

    std::size_t gone = 0;
    std::size_t come = 0;
    clock_type::duration stepping{};
    clock_type::duration recomputing{};
    for (int change = 1; change <= changes; ++change) {
        auto& one = graph[random() % edges];
        pushed.erase(one);
        one = {random_node(), random_node()};
        pushed.insert(one);

        start = clock_type::now();
        const auto& difference = reachable.step();
        stepping += clock_type::now() - start;

        for (const auto& [node, weight] : difference) { ++(weight > 0 ? come : gone); }
        result += difference;
        if (change % (changes / comparisons) != 0) { continue; }

        dbsp::evaluator evaluator(query);
        evaluator.input<edge<std::uint32_t>>("edges").push(dbsp::zset_of(graph));
        evaluator.input<std::uint32_t>("roots").insert(0);
        start = clock_type::now();
        if (evaluator.step() != result) { throw std::logic_error("not what the evaluator says"); }
        recomputing += clock_type::now() - start;
    }
    std::cout << "after " << changes << " changes of one edge, in which " << gone << " nodes went and "
              << come << " came: " << result.size() << " nodes are reachable\n"
              << "the evaluator, which recomputes all, said the same " << comparisons << " times\n";
    std::cerr << "the first step took " << microseconds(loading) / 1000 << " ms, a change of one edge "
              << microseconds(stepping) / changes << " us, recomputation by the evaluator "
              << microseconds(recomputing) / comparisons / 1000 << " ms\n";
}

std::uint32_t number(std::string_view text) {
    std::uint32_t value = 0;
    auto const [stopped, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || stopped != text.data() + text.size() || value == 0) {
        throw std::invalid_argument("'" + std::string(text) + "' is no positive whole number");
    }
    return value;
}

} // namespace

int main(int argc, char** argv) {
    try {
        auto const nodes = argc > 1 ? number(argv[1]) : 5'000;
        auto const edges = argc > 2 ? number(argv[2]) : 2 * nodes;
        small_graph();
        large_graph(nodes, edges);
    } catch (const std::exception& error) {
        std::cerr << "reachability: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
