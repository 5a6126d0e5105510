#include "property/support/operator_law.hpp"

#include "property/support/change_streams.hpp"
#include "property/support/law.hpp"

#include <algorithm>

namespace dbsp::test {

namespace detail {

std::vector<machine> dynamic_machines::all() const {
    std::vector<machine> result;
    for (auto const& run : {evaluate_recomputed(circuit_), evaluate_incremental(circuit_),
                            run_engine(circuit_), run_engine_in_pieces(circuit_)}) {
        result.push_back(
            {run.name, [run](const dynamic_stream& batches) { return outcome(run.step(batches)); }});
    }
    return result;
}
machine dynamic_machines::engine() const {
    auto const run = run_engine(circuit_);
    return {run.name, [run](const dynamic_stream& batches) { return outcome(run.step(batches)); }};
}

namespace {
/// A stream as a counterexample is shown.
std::string show(const dynamic_stream& stream) {
    std::ostringstream text;
    for (std::size_t at = 0; at < stream.size(); ++at) {
        text << "  batch " << at << ":";
        for (std::size_t i = 0; i < stream[at].size(); ++i) {
            text << "  " << input_name(i) << " += " << stream[at][i];
        }
        text << "\n";
    }
    return text.str();
}

struct comparison {
    const std::string& circuit;
    const dynamic_stream& stream;

    void require_equal(std::size_t step, const std::string& one, const outcome& expected,
                       const std::string& other, const outcome& got) const {
        if (expected == got) { return; }
        RC_FAIL(circuit + ": results differ at step " + std::to_string(step) + "\n" + show(stream) + "  " +
                one + ": " + expected.text() + "\n  " + other + ": " + got.text());
    }

    /// All machines give the same at each step: what the first of them gave.
    [[nodiscard]] std::vector<outcome> small_steps(const std::vector<machine>& machines) const {
        std::vector<outcome> results;
        for (std::size_t step = 0; step < stream.size(); ++step) {
            results.push_back(machines.front().step({stream[step]}));
            for (std::size_t i = 1; i < machines.size(); ++i) {
                auto const got = machines[i].step({stream[step]});
                require_equal(step, machines.front().name, results.back(), machines[i].name, got);
            }
        }
        return results;
    }

    /// Steps over `size` batches give the sums of what the small steps gave.
    void big_steps(std::size_t size, const std::vector<outcome>& small, const machine& one) const {
        for (std::size_t first = 0; first < stream.size(); first += size) {
            auto const last = std::min(first + size, stream.size());
            outcome sum = small[first];
            for (std::size_t step = first + 1; step < last; ++step) { sum = sum + small[step]; }
            auto const at = [&](std::size_t i) { return stream.begin() + static_cast<std::ptrdiff_t>(i); };
            auto const got = one.step({at(first), at(last)});
            require_equal(last - 1, "sum of small steps", sum,
                          one.name + " in steps of " + std::to_string(size), got);
        }
    }
};
} // namespace

void check_machines(const std::string& name, std::size_t inputs, bool bags, int domain, law_options options,
                    const std::vector<const machines*>& circuits) {
    check_law(name, [&] {
        auto const stream = *any_stream({inputs, bags, domain});
        comparison const compare{name, stream};
        std::vector<machine> all;
        for (const auto* circuit : circuits) { all.append_range(circuit->all()); }
        auto const results = compare.small_steps(all);
        if (!options.big_steps) { return; }
        for (const auto* circuit : circuits) {
            for (std::size_t const size : {2U, 3U}) { compare.big_steps(size, results, circuit->engine()); }
        }
    });
}

} // namespace detail

void check_states(const std::string& name, std::size_t inputs, bool bags, int domain, const dynamic& circuit,
                  const std::function<bool(const dynamic_batch& states, const zset<row>& result)>& holds) {
    check_law(name, [&] {
        auto const stream = *any_stream({inputs, bags, domain});
        auto const run = run_engine(circuit);
        dynamic_batch states(inputs);
        zset<row> result;
        for (std::size_t step = 0; step < stream.size(); ++step) {
            for (std::size_t i = 0; i < inputs; ++i) { states[i] += stream[step][i]; }
            result += run.step({stream[step]});
            if (!holds(states, result)) {
                RC_FAIL(name + ": does not hold after step " + std::to_string(step) + "\n" +
                        detail::show(stream));
            }
        }
    });
}

namespace {
/// `distinct`, but said to be linear.
struct false_linear {
    using algebra = linear;
    template <class T> using output = T;
    static constexpr const char* name = "false_linear";
    template <std::size_t, class T, class W, class Out>
    void each(const T& value, const W& w, Out&& out) const {
        out(value, w > W{} ? W{1} : W{});
    }
};
} // namespace

TEST_CASE("the law of operators finds an operator of the wrong class", "[support][!shouldfail]") {
    check_static_operator("false_linear", changes<row>(), [](auto a) { return connect(false_linear{}, a); });
}

TEST_CASE("the law of operators finds that a delay is not the same in big steps", "[support][!shouldfail]") {
    check_dynamic_operator("delay in big steps", changes<row>(), [](auto a) { return delay(a); });
}

TEST_CASE("the law of operators finds two circuits that differ", "[support][!shouldfail]") {
    check_equal_circuits(
        "distinct = positive", changes<row>(), [](auto a) { return distinct(a); },
        [](auto a) { return positive(a); });
}

TEST_CASE("a law of states finds a state that breaks it", "[support][!shouldfail]") {
    check_states(
        "a is a bag", changes<row>(), [](auto a) { return a; },
        [](const dynamic_batch&, const zset<row>& result) { return is_bag(result); });
}

} // namespace dbsp::test
