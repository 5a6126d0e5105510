/// What the programs of the mutation check share.  It plants faults in the headers and expects one of these programs to fail; they
/// are compiled once for each fault, hence no test framework, few circuits each, and one row type for all.
///
/// For each circuit the evaluator of `recompute(c)`, of `incrementalize(c)` and the engine, in small steps and in big ones, have to
/// agree at every step; and operators have to make of an example what is written by hand, lest all are wrong together.
#pragma once

#include <dbsp/engine/engine.hpp>
#include <dbsp/eval/evaluator.hpp>
#include <dbsp/pass/incrementalize.hpp>
#include <dbsp/pass/recompute.hpp>

#include <cstdio>
#include <exception>

namespace laws {

using namespace dbsp;

using row = std::pair<int, int>;
using rows = zset<row>;
struct batch {
    rows a, b;
};
using stream = std::vector<batch>;

inline int failures = 0;

inline void require(bool holds, const char* what) {
    if (!holds) {
        std::printf("does not hold: %s\n", what);
        ++failures;
    }
}

/// Pseudo-random numbers, the same in each run.
class numbers {
  public:
    explicit numbers(std::uint32_t seed) : state_(seed * 2654435761U + 1) {}
    int below(int n) {
        state_ = state_ * 1664525U + 1013904223U;
        return static_cast<int>((state_ >> 16U) % static_cast<std::uint32_t>(n));
    }

  private:
    std::uint32_t state_;
};

enum class kind : std::uint8_t { any, bag };

/// Some changes to a table; of a bag, only what is there goes.
inline rows changes(numbers& random, kind k, rows& table) {
    rows change;
    for (int left = random.below(5); left > 0; --left) {
        row const at{random.below(4), random.below(4)};
        default_weight w = random.below(5) - 2;
        if (k == kind::bag && table[at] + w < 0) { w = -table[at]; }
        change.add(at, w);
        table.add(at, w);
    }
    return change;
}
inline stream random_stream(std::uint32_t seed, kind k) {
    numbers random(seed);
    batch tables;
    stream result;
    for (int step = 0; step < 8; ++step) {
        auto a = changes(random, k, tables.a);
        // At times one input gains what the other loses.
        bool const moves = k == kind::any && step % 3 == 2;
        auto b = moves ? -a : changes(random, k, tables.b);
        result.push_back({std::move(a), std::move(b)});
    }
    return result;
}

/// What a machine gives at each step; `size` batches make a step.
template <class Machine> std::vector<rows> outputs(Machine machine, const stream& in, std::size_t size = 1) {
    auto& a = machine.template input<row>("a");
    auto& b = machine.template input<row>("b");
    std::vector<rows> results;
    for (std::size_t at = 0; at < in.size(); ++at) {
        a.push(in[at].a);
        b.push(in[at].b);
        if ((at + 1) % size == 0) { results.push_back(machine.step()); }
    }
    return results;
}

/// `circuit` is time-invariant: a big step gives the sum of small ones only of functions from states to states.
enum class steps : std::uint8_t { small, small_and_big };

/// Whether all agree on one stream.
template <class C> bool agree(const C& circuit, const stream& in, steps taken) {
    auto const expected = outputs(evaluator(recompute(circuit)), in);
    auto sums = expected;
    for (std::size_t at = 0; at < sums.size() / 2; ++at) {
        sums[at] = expected[2 * at] + expected[2 * at + 1];
    }
    sums.resize(sums.size() / 2);
    return outputs(evaluator(incrementalize(circuit)), in) == expected &&
           outputs(engine(circuit), in) == expected &&
           (taken == steps::small || outputs(engine(circuit), in, 2) == sums);
}

/// The law, for several streams.
template <class C> void law(const char* name, kind k, const C& circuit, steps taken = steps::small_and_big) {
    try {
        for (std::uint32_t seed = 0; seed < 16; ++seed) {
            require(agree(circuit, random_stream(seed, k), taken), name);
        }
    } catch (const std::exception& failure) {
        std::printf("%s\n", failure.what());
        require(false, name);
    }
}

/// What the operator of a circuit makes of one batch, against what is written by hand.
template <class C, class... In>
void meaning(const char* name, const C& circuit, const rows& expected, const In&... in) {
    require(dbsp::apply(circuit.op, in...) == expected, name);
}

template <class Error, class Run> void throws(const char* name, Run&& run) {
    try {
        run();
    } catch (const Error&) { return; }
    require(false, name);
}

inline auto const a = source<row>("a");
inline auto const b = source<row>("b");

struct first {
    int operator()(const row& r) const { return r.first; }
};
struct second {
    int operator()(const row& r) const { return r.second; }
};
/// The far ends of two rows that meet.
struct ends {
    row operator()(const row& x, const row& y) const { return {x.first, y.second}; }
};
/// Not symmetric.
struct ascends {
    bool operator()(const row& x, const row& y) const { return x.second < y.second; }
};
} // namespace laws
