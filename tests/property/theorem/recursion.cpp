/// Recursive queries: transitive closure and same generation, naive, semi-naive and incremental.

#include "property/support/law.hpp"
#include "property/support/relational.hpp"
#include "property/support/streams.hpp"

using namespace dbsp;
using namespace dbsp::formal;
using namespace dbsp::test;

namespace {
using batches = stream<relation>;
using nested = stream<batches>;

constexpr effort modest{.max_size = 40};

/// Nodes are 0 to 7, so no path needs more than eight steps; changes of an iteration may pause for as long.
constexpr vanishing deep{.budget = 40, .quiet = 10};

/// Law of transitive closure: `paths = distinct(edges + paths∘edges)`.
relation closure_rule(const relation& edges, const relation& paths) {
    return distinct(edges + compose(paths, edges));
}
/// The same as an operator of changes, put together by the rules for ⋈, + and distinct.
batches closure_changes(const batches& edges, const batches& paths) {
    return incremental_distinct(edges + incremental_product(lift(compose))(paths, edges));
}

/// Law of same generation, for `parents` from child to parent: siblings, and children of the same generation.
relation generation_rule(const relation& parents, const relation& same) {
    auto const children = inverse(parents);
    return distinct(compose(parents, children) + compose(compose(parents, same), children));
}
batches generation_changes(const batches& parents, const batches& same) {
    auto const join = incremental_product(lift(compose));
    auto const children = lift(inverse)(parents);
    return incremental_distinct(join(parents, children) + join(join(parents, same), children));
}

/// Transitive closure as Warshall has it: without streams.
relation warshall(relation paths) {
    for (int via = 0; via < 8; ++via) {
        for (int from = 0; from < 8; ++from) {
            for (int to = 0; to < 8; ++to) {
                bool const found = paths.contains({from, via}) && paths.contains({via, to});
                if (found && !paths.contains({from, to})) { paths.add({from, to}, 1); }
            }
        }
    }
    return paths;
}

struct graph {
    relation edges;
};
void showValue(const graph& g, std::ostream& out) { out << g.edges; }

/// The states of a graph that changes: sets.
batches states_of(const std::vector<graph>& graphs) {
    return batches([graphs](std::size_t t) { return t < graphs.size() ? graphs[t].edges : relation(); });
}

relation naive_closure(const relation& edges) { return naive<relation>(closure_rule, edges); }
relation naive_generation(const relation& parents) { return naive<relation>(generation_rule, parents); }

/// `(↑(∫ ∘ fix α. changes(δ₀(·), z⁻¹α)))^Δ`, pushed down to the rule.
template <class Rule>
batches incremental_recursion(const Rule& rule, const batches& input, vanishing when = deep) {
    auto const news = nested_feedback<relation>(
        [&](const nested& previous) { return rule(lift(delta0)(input), previous); });
    return lift([=](const batches& s) { return nested_integral(s, when); })(news);
}
} // namespace

/// Sparse, so that there are long ways.
template <> struct rc::Arbitrary<graph> {
    static Gen<graph> arbitrary() {
        return gen::map(gen::resize(10, any_set_of<edge>(small_value<edge>())),
                        [](relation r) { return graph{std::move(r)}; });
    }
};

TEST_CASE("theorem: naive evaluation gives the least fixpoint", "[theorem][recursion]") {
    check_law("naive(closure) == Warshall",
              [](const graph& g) { RC_ASSERT(naive_closure(g.edges) == warshall(g.edges)); });
    check_law("x == rule(input, x)", [](const graph& g) {
        auto const same = naive_generation(g.edges);
        RC_ASSERT(same == generation_rule(g.edges, same));
    });
}

TEST_CASE("theorem: semi-naive evaluation is naive evaluation", "[theorem][recursion]") {
    check_law("transitive closure", [](const graph& g) {
        auto const expected = naive_closure(g.edges);
        RC_ASSERT(semi_naive<relation>(incremental(lift(closure_rule)), g.edges) == expected);
        RC_ASSERT(semi_naive<relation>(closure_changes, g.edges) == expected);
    });
    check_law("same generation", [](const graph& g) {
        auto const expected = naive_generation(g.edges);
        RC_ASSERT(semi_naive<relation>(incremental(lift(generation_rule)), g.edges) == expected);
        RC_ASSERT(semi_naive<relation>(generation_changes, g.edges) == expected);
    });
}

TEST_CASE("theorem: incremental recursion over a changing transitive closure", "[theorem][recursion]") {
    check_law(
        "(↑naive)^Δ == ↑∫(fix α. (↑rule^Δ)^Δ(↑δ₀(d), ↑z⁻¹α))",
        [](const std::vector<graph>& graphs) {
            auto const changes = differentiate(states_of(graphs));
            auto const expected = incremental(lift(naive_closure))(changes);
            auto const derived = incremental(lift(incremental(lift(closure_rule))));
            must_agree(incremental_recursion(derived, changes), expected, 5);
            must_agree(incremental_recursion(incremental(lift(closure_changes)), changes), expected, 5);
        },
        modest);
}

TEST_CASE("theorem: incremental recursion, with both rules of both times written out",
          "[theorem][recursion]") {
    auto const written = [](const nested& edges, const nested& paths) {
        auto const join = incremental_product(lift(incremental_product(lift(compose))));
        return incremental(lift(incremental_distinct))(edges + join(paths, edges));
    };
    check_law(
        "the nested bilinear rule inside the loop",
        [=](const std::vector<graph>& graphs) {
            auto const changes = differentiate(states_of(graphs));
            must_agree(incremental_recursion(written, changes), incremental(lift(naive_closure))(changes), 4);
        },
        modest);
}

TEST_CASE("theorem: incremental recursion over a changing same generation", "[theorem][recursion]") {
    check_law(
        "same generation",
        [](const std::vector<graph>& graphs) {
            auto const changes = differentiate(states_of(graphs));
            must_agree(incremental_recursion(incremental(lift(generation_changes)), changes),
                       incremental(lift(naive_generation))(changes), 4);
        },
        modest);
}

TEST_CASE("a recursion without distinct diverges on a cycle and says so", "[recursion]") {
    auto const counting = [](const relation& edges, const relation& paths) {
        return edges + compose(paths, edges);
    };
    relation const cycle{{{1, 2}, 1}, {{2, 1}, 1}};
    CHECK_THROWS_AS(naive<relation>(counting, cycle, {.budget = 30}), budget_error);
    CHECK_THROWS_AS(semi_naive<relation>(incremental(lift(counting)), cycle, {.budget = 30}), budget_error);
}

TEST_CASE("the changes of the changes of an iteration may pause", "[recursion]") {
    // Cousins of 3 through its second parent 2: nothing new among siblings, then (3, 4) and (4, 3).
    relation const before{{{3, 1}, 1}, {{2, 0}, 1}, {{5, 0}, 1}, {{4, 5}, 1}};
    batches const changes{before, relation{{{3, 2}, 1}}};
    auto const derived = incremental(lift(generation_changes));
    auto const expected = incremental(lift(naive_generation))(changes);
    CHECK(expected[1] == relation{{{3, 4}, 1}, {{4, 3}, 1}});
    CHECK(incremental_recursion(derived, changes, deep)[1] == expected[1]);
    CHECK(incremental_recursion(derived, changes, {.quiet = 1})[1].empty());
}
