/// Steps that fail: the engine is as before them, and its changes are staged again.
#include "../fragile.hpp"
#include "../laws.hpp"

#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>

using namespace dbsp;
using namespace laws;

namespace {

/// Each step fails at ever later calls, until it succeeds.
template <class C> void all_or_nothing(const char* name, const C& circuit) {
    auto const whole = map(circuit, fragile{});
    for (std::uint32_t seed = 0; seed < 16; ++seed) {
        engine expected(whole);
        engine got(whole);
        for (const auto& batch : random_stream(seed, kind::bag)) {
            for (auto* one : {&expected, &got}) {
                one->template input<row>("a").push(batch.a);
                one->template input<row>("b").push(batch.b);
            }
            calls_left = -1;
            auto const change = expected.step();
            for (int calls = 0;; ++calls) {
                calls_left = calls;
                try {
                    require(got.step() == change, name);
                    break;
                } catch (int) {}
            }
        }
    }
}

void transaction_laws() {
    auto const joined = join(map(a, fragile{}), b, on(second{}, first{}), ends{});
    all_or_nothing("failed steps: joins", joined);
    all_or_nothing("failed steps: sets", distinct(plus(a, joined)));
    struct shown {
        row operator()(int key, std::int64_t n) const { return {key, static_cast<int>(n)}; }
        row operator()(int key, int n) const { return {key, n}; }
    };
    all_or_nothing("failed steps: numbers of rows",
                   aggregate_as(group_by(plus(a, b), first{}), shown{}, count()));
    all_or_nothing("failed steps: smallest rows",
                   aggregate_as(group_by(plus(a, b), first{}), shown{}, min(second{})));
    all_or_nothing("failed steps: recursion",
                   fixpoint<row>(
                       [](auto x, auto more) {
                           return distinct(more +
                                           join(map(x, fragile{}), more, on(second{}, first{}), ends{}));
                       },
                       plus(a, b)));
}

} // namespace

int main() {
    transaction_laws();
    return failures == 0 ? 0 : 1;
}
