/// The six queries that the benchmarks measure: as a circuit, and kept up by hand with std::unordered_map.
///
/// "By hand" is the best upkeep we could write for just this query: it knows which columns are unique, that the graph has no
/// cycles, and that only this query is needed. Both sides get the same changes and return the changes of the result.
#pragma once

#include "rows.hpp"

#include <map>
#include <string>
#include <unordered_map>

namespace bench {

using dbsp::source;

/// Output changes of the upkeep by hand.
template <class Row> using output = std::vector<std::pair<Row, std::int64_t>>;

struct mixed {
    std::size_t operator()(std::int64_t x) const {
        auto z = static_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15U;
        return static_cast<std::size_t>(z ^ (z >> 32U));
    }
    std::size_t operator()(const std::pair<std::int64_t, std::int64_t>& p) const {
        return (*this)(p.first * 1'000'003 + p.second);
    }
};

/// Facts with ids 0 .. n - 1 in n / 100 groups; `fresh` makes more of them.
struct facts {
    using row = fact;
    std::size_t groups;
    std::int64_t next = 0;
    std::mt19937_64 random{7};
    std::vector<row> state;

    explicit facts(std::size_t n) : groups(std::max<std::size_t>(n / 100, 1)) {
        state.reserve(n);
        while (state.size() < n) { state.push_back(fresh()); }
    }
    row fresh() {
        return {next++, static_cast<std::int64_t>(random() % groups),
                static_cast<std::int64_t>(random() % 1'000'000)};
    }
};

struct filter_map : facts {
    static constexpr const char* name = "filter + map";
    using facts::facts;
    static auto circuit() {
        return source<fact>("rows") | dbsp::filter([](const fact& f) { return f.amount % 2 == 0; }) |
               dbsp::map([](const fact& f) { return std::pair(f.id, f.amount * 2); });
    }
    void load_rest(auto&) const {}

    struct by_hand {
        output<std::pair<std::int64_t, std::int64_t>> out;
        explicit by_hand(const filter_map&) {}
        void step(const changes<fact>& batch) {
            out.clear();
            for (const auto& [f, w] : batch) {
                if (f.amount % 2 == 0) { out.emplace_back(std::pair(f.id, f.amount * 2), w); }
            }
        }
    };
};

struct join : facts {
    static constexpr const char* name = "join";
    using facts::facts;
    static auto circuit() {
        return dbsp::join(
            source<fact>("rows"), source<dimension>("dimensions"),
            dbsp::on([](const fact& f) { return f.dim; }, [](const dimension& d) { return d.id; }),
            [](const fact& f, const dimension& d) { return std::tuple(f.id, d.category, f.amount); });
    }
    void load_rest(auto& engine) const {
        auto& dimensions = engine.template input<dimension>("dimensions");
        for (std::size_t d = 0; d < groups; ++d) { dimensions.insert(dimension_at(d)); }
    }
    static dimension dimension_at(std::size_t d) {
        return {static_cast<std::int64_t>(d), static_cast<std::int64_t>(d % 17)};
    }

    /// Facts by their dimension, so that changes of dimensions could be answered too; ids are unique.
    struct by_hand {
        std::unordered_map<std::int64_t, std::unordered_map<std::int64_t, fact, mixed>, mixed> facts_of;
        std::unordered_map<std::int64_t, dimension, mixed> dimensions;
        output<std::tuple<std::int64_t, std::int64_t, std::int64_t>> out;

        explicit by_hand(const join& query) {
            for (std::size_t d = 0; d < query.groups; ++d) { dimensions.emplace(d, dimension_at(d)); }
        }
        void step(const changes<fact>& batch) {
            out.clear();
            for (const auto& [f, w] : batch) {
                if (w > 0) {
                    facts_of[f.dim].emplace(f.id, f);
                } else {
                    facts_of[f.dim].erase(f.id);
                }
                if (auto const d = dimensions.find(f.dim); d != dimensions.end()) {
                    out.emplace_back(std::tuple(f.id, d->second.category, f.amount), w);
                }
            }
        }
    };
};

/// Upkeep by hand of one row for each group: the state of the groups, and those that a step touches.
template <class Group> struct groups_by_hand {
    std::unordered_map<std::int64_t, Group, mixed> groups;
    std::vector<std::pair<const std::int64_t, Group>*> touched;
    output<std::pair<std::int64_t, std::int64_t>> out;
    std::uint64_t now = 0;

    void step(const changes<fact>& batch) {
        out.clear();
        touched.clear();
        ++now;
        for (const auto& [f, w] : batch) {
            auto& entry = *groups.try_emplace(f.dim).first;
            auto& group = entry.second;
            if (std::exchange(group.seen, now) != now) {
                if (!group.empty()) { out.emplace_back(std::pair(f.dim, group.result()), -1); }
                touched.push_back(&entry);
            }
            group.add(f, w);
        }
        for (auto* entry : touched) {
            if (entry->second.empty()) {
                groups.erase(entry->first);
            } else {
                out.emplace_back(std::pair(entry->first, entry->second.result()), 1);
            }
        }
    }
};

struct grouped_sum : facts {
    static constexpr const char* name = "grouped sum";
    using facts::facts;
    static auto circuit() {
        return source<fact>("rows") | dbsp::group_by([](const fact& f) { return f.dim; }) |
               dbsp::aggregate(dbsp::sum([](const fact& f) { return f.amount; }));
    }
    void load_rest(auto&) const {}

    struct group {
        std::int64_t sum = 0;
        std::int64_t count = 0;
        std::uint64_t seen = 0;
        void add(const fact& f, std::int64_t w) {
            sum += f.amount * w;
            count += w;
        }
        [[nodiscard]] bool empty() const { return count == 0; }
        [[nodiscard]] std::int64_t result() const { return sum; }
    };
    struct by_hand : groups_by_hand<group> {
        explicit by_hand(const grouped_sum&) {}
    };
};

struct grouped_max : facts {
    static constexpr const char* name = "grouped max";
    using facts::facts;
    static auto circuit() {
        return source<fact>("rows") | dbsp::group_by([](const fact& f) { return f.dim; }) |
               dbsp::aggregate(dbsp::max([](const fact& f) { return f.amount; }));
    }
    void load_rest(auto&) const {}

    struct group {
        std::map<std::int64_t, std::int64_t> amounts;
        std::uint64_t seen = 0;
        void add(const fact& f, std::int64_t w) {
            auto const at = amounts.try_emplace(f.amount).first;
            if ((at->second += w) == 0) { amounts.erase(at); }
        }
        [[nodiscard]] bool empty() const { return amounts.empty(); }
        [[nodiscard]] std::int64_t result() const { return amounts.rbegin()->first; }
    };
    struct by_hand : groups_by_hand<group> {
        explicit by_hand(const grouped_max&) {}
    };
};

struct distinct {
    static constexpr const char* name = "distinct";
    using row = value;
    std::size_t values;
    std::mt19937_64 random{7};
    std::vector<row> state;

    explicit distinct(std::size_t n) : values(std::max<std::size_t>(n / 2, 1)) {
        while (state.size() < n) { state.push_back(fresh()); }
    }
    row fresh() { return {static_cast<std::int64_t>(random() % values)}; }
    static auto circuit() { return dbsp::distinct(source<value>("rows")); }
    void load_rest(auto&) const {}

    struct by_hand {
        std::unordered_map<std::int64_t, std::int64_t, mixed> counts;
        output<value> out;
        explicit by_hand(const distinct&) {}
        void step(const changes<value>& batch) {
            out.clear();
            for (const auto& [x, w] : batch) {
                auto const at = counts.try_emplace(x.v).first;
                auto const before = at->second;
                auto const after = at->second += w;
                if (after == 0) { counts.erase(at); }
                if ((before > 0) != (after > 0)) { out.emplace_back(x, after > 0 ? 1 : -1); }
            }
        }
    };
};

/// Chains of ten nodes: n edges, and five and a half pairs to an edge in the closure.
struct closure {
    static constexpr const char* name = "transitive closure";
    static constexpr std::int64_t chain = 10;
    using row = edge;
    std::int64_t next = 0;
    std::mt19937_64 random{7};
    std::vector<row> state;

    explicit closure(std::size_t n) {
        while (state.size() < n) { state.push_back(fresh()); }
    }
    row fresh() {
        auto const at = next++;
        auto const node = at / chain * (chain + 1) + at % chain;
        return {node, node + 1};
    }
    static auto circuit() {
        return dbsp::fixpoint(
            [](auto paths, auto edges) {
                auto longer = dbsp::join(
                    paths, edges,
                    dbsp::on([](const edge& e) { return e.target; }, [](const edge& e) { return e.source; }),
                    [](const edge& p, const edge& e) { return edge{p.source, e.target}; });
                return dbsp::distinct(plus(edges, longer));
            },
            source<edge>("rows"));
    }
    void load_rest(auto&) const {}

    /// The number of paths between two nodes changes by (paths to the source of the edge) * (paths from its target): right in
    /// graphs without cycles only.
    struct by_hand {
        using pair = std::pair<std::int64_t, std::int64_t>;
        using counts = std::unordered_map<std::int64_t, std::int64_t, mixed>;
        std::unordered_map<std::int64_t, counts, mixed> from;
        std::unordered_map<std::int64_t, counts, mixed> to;
        output<edge> out;

        explicit by_hand(const closure&) {}
        void step(const changes<edge>& batch) {
            out.clear();
            for (const auto& [e, w] : batch) {
                auto sources = to[e.source];
                auto targets = from[e.target];
                sources[e.source] += 1;
                targets[e.target] += 1;
                for (const auto& [s, n] : sources) {
                    for (const auto& [t, m] : targets) { add(s, t, n * m * w); }
                }
            }
        }
        void add(std::int64_t s, std::int64_t t, std::int64_t paths) {
            auto& forward = from[s];
            auto const at = forward.try_emplace(t).first;
            auto const before = at->second;
            auto const after = at->second += paths;
            auto& backward = to[t];
            if (after == 0) {
                forward.erase(at);
                backward.erase(s);
            } else {
                backward[s] = after;
            }
            if ((before > 0) != (after > 0)) { out.emplace_back(edge{s, t}, after > 0 ? 1 : -1); }
        }
    };
};

} // namespace bench
