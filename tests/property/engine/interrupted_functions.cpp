/// Steps of which each function of the circuit throws once, for all classes of operators: the engine is as before, and the next step is
/// right.  random_circuits.cpp does the same with each allocation.

#include "property/support/change_streams.hpp"
#include "property/support/dynamic_runner.hpp"
#include "property/support/law.hpp"

#include <dbsp/aggregate/avg.hpp>
#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/aggregate/fold.hpp>
#include <dbsp/aggregate/sum.hpp>

#include <span>

namespace dbsp::test {

namespace {
/// `fn`, which may be interrupted.
template <class Fn> auto fragile(Fn fn) {
    return [fn](const auto&... row) {
        interruption_point();
        return fn(row...);
    };
}
auto const first = fragile([](const row& r) { return row{r.first, 0}; });
auto const second = fragile([](const row& r) { return row{r.second, 0}; });
auto const value = fragile([](const row& r) { return r.second; });
auto const real_value = fragile([](const row& r) { return 0.5 * r.second; });
auto const ends = fragile([](const row& a, const row& b) { return row{a.first, b.second}; });
auto const turned = fragile([](const row& r) { return row{r.second, r.first}; });
auto const rises = fragile([](const row& r) { return r.first <= r.second; });
auto const lower = fragile([](const row& a, const row& b) { return a.second < b.second; });
auto const shown = fragile([](const row& k, auto... result) {
    return row{k.first, static_cast<int>((static_cast<std::int64_t>(result) + ...))};
});

void check_interrupted(const std::string& name, const std::function<dynamic(dynamic, dynamic)>& build) {
    auto const circuit = build(source<dynamic>("a"), source<dynamic>("b"));
    check_law(name,
              [&] {
                  auto const stream = *any_stream({.inputs = 2, .bags = true});
                  for (auto const kind : {interruption::of_function, interruption::of_memory}) {
                      auto const expected = run_engine(circuit);
                      auto const got = run_engine_interrupted(circuit, kind);
                      for (const auto& batch : stream) {
                          RC_ASSERT(expected.step({batch}) == got.step({batch}));
                      }
                  }
              },
              {.max_size = 40});
}
} // namespace

TEST_CASE("interrupted steps: linear operators", "[engine][transaction]") {
    check_interrupted("linear", [](auto a, auto b) {
        auto const twice = fragile([](const row& r) { return std::vector<row>{r, r}; });
        return map(a, turned) - flat_map(filter(b, rises), twice);
    });
}

TEST_CASE("interrupted steps: joins", "[engine][transaction]") {
    auto const apart = fragile([](const row& a, const row& b) { return a.first != b.second; });
    check_interrupted("join", [&](auto a, auto b) { return join(a, b, on(second, first, apart), ends); });
    check_interrupted(
        "left_join", [&](auto a, auto b) { return left_join(a, b, on(second, first, apart), ends, turned); });
    check_interrupted("antijoin", [&](auto a, auto b) { return antijoin(a, b, on(second, first)); });
}

TEST_CASE("interrupted steps: pointwise operators", "[engine][transaction]") {
    check_interrupted("distinct", [](auto a, auto b) { return distinct(map(a + b, turned)); });
    check_interrupted("except_all", [](auto a, auto b) { return except_all(map(a, turned), b); });
    check_interrupted("intersect_all", [](auto a, auto b) { return intersect_all(map(a, turned), b); });
}

TEST_CASE("interrupted steps: aggregates", "[engine][transaction]") {
    check_interrupted("linear aggregates", [](auto a, auto b) {
        return aggregate_as(group_by(a + b, first), shown, count(), sum(value));
    });
    check_interrupted("aggregates with journals", [](auto a, auto b) {
        return aggregate_as(group_by(a + b, first), shown, count(), min(value), avg(real_value), max(value));
    });
    check_interrupted("folds", [](auto a, auto b) {
        auto const step = fragile(
            [](std::int64_t sum, const row& r, std::int64_t w) { return (2 * sum + r.second + w) % 1000; });
        return aggregate_as(group_by(a + b, first), shown, fold(std::int64_t{0}, step));
    });
}

TEST_CASE("interrupted steps: rows of groups in order", "[engine][transaction]") {
    check_interrupted("top_k", [](auto a, auto b) { return top_k(group_by(a + b, first), 2, lower, 1); });
    check_interrupted("group_transform", [](auto a, auto b) {
        return group_transform(group_by(a + b, first), fragile([](const row& k, std::span<const row> rows) {
                                   return std::vector<row>{{k.first, static_cast<int>(rows.size())}};
                               }));
    });
}

TEST_CASE("interrupted steps: operators of time", "[engine][transaction]") {
    check_interrupted("delay", [](auto a, auto b) { return map(delay(a) + integrate(b), turned); });
    check_interrupted("differentiate", [](auto a, auto b) { return map(differentiate(a + b), turned); });
}

TEST_CASE("interrupted steps: fixpoints", "[engine][transaction]") {
    check_interrupted("closure", [](auto a, auto b) {
        return fixpoint(
            [](auto x, auto in, auto more) { return distinct(in + join(x, more, on(second, first), ends)); },
            a, b);
    });
    check_interrupted("fewest hops", [](auto a, auto b) {
        return fixpoint(
            [](auto x, auto in, auto more) {
                auto const hop =
                    fragile([](const row& at, const row& edge) { return row{edge.second, at.second + 1}; });
                auto const next = in + join(x, more, on(first, first), hop);
                return aggregate_as(group_by(next, first), shown, min(value));
            },
            a, b);
    });
}

} // namespace dbsp::test
