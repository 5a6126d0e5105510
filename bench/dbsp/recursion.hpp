/// Recursive queries whose inputs lose rows: components, shortest paths and two program analyses, each beside an algorithm that
/// starts from nothing.
#pragma once

#include "rows.hpp"

#include <algorithm>
#include <numeric>
#include <queue>
#include <unordered_set>

namespace bench {

using dbsp::source;
using id = std::int64_t;

struct label {
    BOOST_HANA_DEFINE_STRUCT(label, (id, node), (id, value));
    friend bool operator==(const label&, const label&) = default;
};

/// Values of ids from 0 on.
template <class Value> class per_id {
  public:
    per_id() = default;
    explicit per_id(std::size_t n, Value first = {}) : values_(n, first) {}
    auto& operator[](id at) { return values_[static_cast<std::size_t>(at)]; }
    auto& operator[](id at) const { return values_[static_cast<std::size_t>(at)]; }
    void resize(std::size_t n) { values_.resize(n); }
    auto begin() { return values_.begin(); }
    auto end() { return values_.end(); }

  private:
    std::vector<Value> values_;
};

/// Edges between `nodes` nodes at random, and changes that replace some of them.
struct random_graph {
    using row = edge;
    static constexpr std::size_t many = 100; ///< rows that a big step replaces
    std::size_t nodes;
    std::size_t edges;
    std::mt19937_64 random{11};
    std::vector<edge> state;

    random_graph(std::size_t n, std::size_t m) : nodes(n), edges(m) {
        while (state.size() < edges) { state.push_back(fresh()); }
    }
    edge fresh() { return {static_cast<id>(random() % nodes), static_cast<id>(random() % nodes)}; }
    /// Replaces `count` rows of the state, and gives the changes.
    changes<edge> replace(std::size_t count) {
        changes<edge> batch;
        for (std::size_t i = 0; i < count; ++i) {
            auto& one = state[random() % edges];
            batch.emplace_back(one, -1);
            one = fresh();
            batch.emplace_back(one, 1);
        }
        return batch;
    }
};

/// The smallest node that each node is connected with.
struct components : random_graph {
    static constexpr const char* name = "components";
    components() : random_graph(100'000, 150'000) {}

    static auto circuit() {
        auto edges = dbsp::share(source<edge>("rows"));
        auto both = edges + dbsp::map(edges, [](const edge& e) { return edge{e.target, e.source}; });
        return dbsp::fixpoint<label>(
            [](auto labels, auto links) {
                auto own = dbsp::map(links, [](const edge& e) { return label{e.source, e.source}; });
                auto received = dbsp::join(
                    labels, links,
                    dbsp::on([](const label& l) { return l.node; }, [](const edge& e) { return e.source; }),
                    [](const label& l, const edge& e) { return label{e.target, l.value}; });
                return (own + received) | dbsp::group_by([](const label& l) { return l.node; }) |
                       dbsp::aggregate_as([](id node, id least) { return label{node, least}; },
                                          dbsp::min([](const label& l) { return l.value; }));
            },
            dbsp::share(both));
    }
    /// By union-find.  Gives how many nodes have an edge.
    [[nodiscard]] std::size_t recompute() const {
        per_id<id> parent(nodes);
        std::iota(parent.begin(), parent.end(), id{0});
        per_id<char> used(nodes, 0);
        auto const root = [&](id at) {
            while (parent[at] != at) { at = parent[at] = parent[parent[at]]; }
            return at;
        };
        for (const auto& e : state) {
            used[e.source] = used[e.target] = 1;
            auto const [low, high] = std::minmax({root(e.source), root(e.target)});
            parent[high] = low;
        }
        return static_cast<std::size_t>(std::ranges::count(used, 1));
    }
};

/// How far each node is from node 0.
struct shortest_paths : random_graph {
    static constexpr const char* name = "shortest paths";
    shortest_paths() : random_graph(100'000, 300'000) { state.push_back(first); }

    static constexpr edge first{0, 0}; ///< says where paths begin; never replaced

    static id length(const edge& e) { return 1 + (e.source * 7 + e.target * 13) % 100; }
    static auto circuit() {
        return dbsp::fixpoint<label>(
            [](auto reached, auto edges) {
                auto start = dbsp::map(dbsp::filter(edges, [](const edge& e) { return e == first; }),
                                       [](const edge& e) { return label{e.source, 0}; });
                auto further = dbsp::join(
                    reached, edges,
                    dbsp::on([](const label& l) { return l.node; }, [](const edge& e) { return e.source; }),
                    [](const label& l, const edge& e) { return label{e.target, l.value + length(e)}; });
                return (start + further) | dbsp::group_by([](const label& l) { return l.node; }) |
                       dbsp::aggregate_as([](id node, id least) { return label{node, least}; },
                                          dbsp::min([](const label& l) { return l.value; }));
            },
            source<edge>("rows"));
    }
    /// By Dijkstra's algorithm.  Gives how many nodes are reached.
    [[nodiscard]] std::size_t recompute() const {
        per_id<id> starts(nodes + 1);
        for (const auto& e : state) { ++starts[e.source + 1]; }
        std::partial_sum(starts.begin(), starts.end(), starts.begin());
        per_id<edge> by_source(state.size());
        auto next = starts;
        for (const auto& e : state) { by_source[next[e.source]++] = e; }
        per_id<id> distance(nodes, -1);
        std::priority_queue<std::pair<id, id>, std::vector<std::pair<id, id>>, std::greater<>> waiting;
        waiting.emplace(0, 0);
        std::size_t reached = 0;
        while (!waiting.empty()) {
            auto const [far, at] = waiting.top();
            waiting.pop();
            if (distance[at] >= 0) { continue; }
            distance[at] = far;
            ++reached;
            for (auto i = starts[at]; i < starts[at + 1]; ++i) {
                waiting.emplace(far + length(by_source[i]), by_source[i].target);
            }
        }
        return reached;
    }
};

/// A fact of a program: `assign` a = b, or `dereference` a = *b.
struct fact_of_program {
    BOOST_HANA_DEFINE_STRUCT(fact_of_program, (id, kind), (id, a), (id, b));
    friend bool operator==(const fact_of_program&, const fact_of_program&) = default;
};

/// Context-sensitive points-to analysis (CSPA, after the rules of Graspan): three relations in terms of each other, as tagged rows.
struct points_to {
    using row = fact_of_program;
    static constexpr std::size_t many = 10;
    static constexpr const char* name = "points-to analysis";
    std::size_t variables = 400;
    std::mt19937_64 random{5};
    std::vector<row> state;

    points_to() {
        while (state.size() < 350) { state.push_back(fresh()); }
    }
    row fresh() {
        auto const any = [&] { return static_cast<id>(random() % variables); };
        return {static_cast<id>(random() % 3 == 0), any(), any()};
    }
    changes<row> replace(std::size_t count) {
        changes<row> batch;
        for (std::size_t i = 0; i < count; ++i) {
            auto& one = state[random() % state.size()];
            batch.emplace_back(one, -1);
            one = fresh();
            batch.emplace_back(one, 1);
        }
        return batch;
    }

    /// By repeating the rules on the rows that are new.  Gives how many rows the three relations have.
    [[nodiscard]] std::size_t recompute() const;

    static auto circuit(dbsp::recursion_options how = {}) {
        auto facts = dbsp::share(source<row>("rows"));
        auto const as_edge = [](const row& f) { return edge{f.a, f.b}; };
        auto assign =
            dbsp::share(dbsp::filter(facts, [](const row& f) { return f.kind == 0; }) | dbsp::map(as_edge));
        auto load =
            dbsp::share(dbsp::filter(facts, [](const row& f) { return f.kind == 1; }) | dbsp::map(as_edge));
        auto const from = [](const edge& e) { return e.source; };
        auto const to = [](const edge& e) { return e.target; };
        auto [all_flows, all_memory, all_values] = dbsp::mutual_fixpoint<edge, edge, edge>(
            how,
            [=](auto flow, auto memory, auto value, auto assigned, auto loaded) {
                auto const loop_source = [](const edge& e) { return edge{e.source, e.source}; };
                auto const loop_target = [](const edge& e) { return edge{e.target, e.target}; };
                auto const ends = [](const edge& x, const edge& y) { return edge{x.source, y.target}; };
                auto const targets = [](const edge& x, const edge& y) { return edge{x.target, y.target}; };
                auto loops = dbsp::share(dbsp::map(assigned, loop_source) + dbsp::map(assigned, loop_target));
                auto flows = assigned + loops + dbsp::join(assigned, memory, dbsp::on(to, from), ends) +
                             dbsp::join(flow, flow, dbsp::on(to, from), ends);
                auto aliased = dbsp::join(loaded, value, dbsp::on(from, from), targets);
                auto memories = loops + dbsp::join(aliased, loaded, dbsp::on(to, from), ends);
                auto values = dbsp::join(flow, flow, dbsp::on(from, from), targets) +
                              dbsp::join(dbsp::join(flow, memory, dbsp::on(from, from), targets), flow,
                                         dbsp::on(to, from), ends);
                return std::tuple(dbsp::distinct(flows), dbsp::distinct(memories), dbsp::distinct(values));
            },
            assign, load);
        auto const tagged = [](id which) {
            return [which](const edge& e) { return row{which, e.source, e.target}; };
        };
        return dbsp::map(all_flows, tagged(0)) + dbsp::map(all_memory, tagged(1)) +
               dbsp::map(all_values, tagged(2));
    }
};

/// The same where the engine may recompute it.
struct points_to_by_either_way : points_to {
    static constexpr const char* name = "points-to analysis, either way";
    static auto circuit() { return points_to::circuit({.recompute_when_cheaper = true}); }
};

/// The rules over what is new (semi-naive), on lists of neighbours.
class points_to_by_hand {
  public:
    explicit points_to_by_hand(const points_to& query) {
        std::size_t const n = query.variables;
        for (auto* one : {&flow_, &memory_, &value_}) { one->resize(n); }
        assigned_to_.resize(n);
        loaded_.resize(n);
        for (const auto& [kind, a, b] : query.state) {
            (kind == 0 ? add_assign(a, b) : loaded_[a].push_back(b));
        }
        while (!waiting_.empty()) {
            auto const [in, a, b] = waiting_.back();
            waiting_.pop_back();
            follow(*in, a, b);
        }
    }
    [[nodiscard]] std::size_t size() const {
        return flow_.pairs.size() + memory_.pairs.size() + value_.pairs.size();
    }

  private:
    struct relation {
        std::unordered_set<id> pairs;
        per_id<std::vector<id>> from;
        per_id<std::vector<id>> to;
        void resize(std::size_t n) {
            from.resize(n);
            to.resize(n);
        }
    };
    struct fresh {
        relation* in;
        id a;
        id b;
    };

    void add(relation& to, id a, id b) {
        if (!to.pairs.insert(a * 1'000'000 + b).second) { return; }
        to.from[a].push_back(b);
        to.to[b].push_back(a);
        waiting_.push_back({&to, a, b});
    }
    void add_assign(id a, id b) {
        assigned_to_[b].push_back(a);
        add(flow_, a, b);
        for (id const one : {a, b}) {
            add(flow_, one, one);
            add(memory_, one, one);
        }
    }
    void follow(relation& in, id a, id b) {
        if (&in == &flow_) {
            each(flow_.from[b], [&](id c) { add(flow_, a, c); });
            each(flow_.to[a], [&](id c) { add(flow_, c, b); });
            each(flow_.from[a], [&](id c) {
                add(value_, b, c);
                add(value_, c, b);
            });
            each(memory_.from[a], [&](id m) { each(flow_.from[m], [&](id c) { add(value_, b, c); }); });
            each(memory_.to[a], [&](id m) { each(flow_.from[m], [&](id c) { add(value_, c, b); }); });
        } else if (&in == &memory_) {
            each(assigned_to_[a], [&](id c) { add(flow_, c, b); });
            each(flow_.from[a], [&](id c) { each(flow_.from[b], [&](id d) { add(value_, c, d); }); });
        } else {
            each(loaded_[a], [&](id c) { each(loaded_[b], [&](id d) { add(memory_, c, d); }); });
        }
    }
    /// The list may grow meanwhile: what is added then is followed by itself.
    template <class Use> static void each(const std::vector<id>& list, Use&& use) {
        for (std::size_t i = 0, n = list.size(); i < n; ++i) { use(id(list[i])); }
    }

    relation flow_;
    relation memory_;
    relation value_;
    per_id<std::vector<id>> assigned_to_;
    per_id<std::vector<id>> loaded_;
    std::vector<fresh> waiting_;
};

inline std::size_t points_to::recompute() const { return points_to_by_hand(*this).size(); }

} // namespace bench
