/// Cases with results written by hand: the changes of the inputs and that of the output, step by step.
#pragma once

#include <dbsp/engine/engine.hpp>
#include <dbsp/eval/evaluator.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace dbsp::test {

/// A row for most tests.
using row = std::pair<int, int>;

/// One step: what is pushed into the inputs "a", "b", ..., and by what the output then changes.
template <class Out, class... Row> struct step_of {
    std::tuple<zset<Row>...> in;
    zset<Out> out;
};

namespace detail {
template <class... Row, class Machine> void push(Machine& machine, const std::tuple<zset<Row>...>& in) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (machine.template input<Row>(std::string(1, static_cast<char>('a' + I))).push(std::get<I>(in)), ...);
    }(std::index_sequence_for<Row...>{});
}
} // namespace detail

/// The engine in small steps gives these changes.
template <class C, class... Row>
void check_small_steps(const C& circuit, const std::vector<step_of<typename C::value_type, Row...>>& steps) {
    engine small(circuit);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        INFO("step " << i);
        detail::push<Row...>(small, steps[i].in);
        CHECK(small.step() == steps[i].out);
    }
}

/// The same, and their sum in one big step; and what the circuit means, for all rows that have come together.
template <class C, class... Row>
void check_steps(const C& circuit, const std::vector<step_of<typename C::value_type, Row...>>& steps) {
    check_small_steps<C, Row...>(circuit, steps);
    engine big(circuit);
    std::tuple<zset<Row>...> in;
    zset<typename C::value_type> out;
    for (const auto& step : steps) {
        detail::push<Row...>(big, step.in);
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((std::get<I>(in) += std::get<I>(step.in)), ...);
        }(std::index_sequence_for<Row...>{});
        out += step.out;
    }
    CHECK(big.step() == out);
    evaluator meaning(circuit);
    detail::push<Row...>(meaning, in);
    CHECK(meaning.step() == out);
}

/// Circuits with one input "a" of rows `A`, or two, "a" and "b".
template <class A, class C>
void check_one(const C& circuit, const std::vector<std::pair<zset<A>, zset<typename C::value_type>>>& steps) {
    std::vector<step_of<typename C::value_type, A>> all;
    for (const auto& [a, out] : steps) { all.push_back({{a}, out}); }
    check_steps<C, A>(circuit, all);
}
template <class A, class B, class C>
void check_two(const C& circuit,
               const std::vector<std::tuple<zset<A>, zset<B>, zset<typename C::value_type>>>& steps) {
    std::vector<step_of<typename C::value_type, A, B>> all;
    for (const auto& [a, b, out] : steps) { all.push_back({{a, b}, out}); }
    check_steps<C, A, B>(circuit, all);
}

} // namespace dbsp::test
