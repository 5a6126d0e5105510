/// Workers give what one engine gives, also after steps that fail.
#include "../fragile.hpp"
#include "../laws.hpp"

#include <dbsp/aggregate/sum.hpp>
#include <dbsp/engine/parallel_engine.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/product.hpp>

using namespace dbsp;
using namespace laws;

namespace {

/// Each step of the workers fails at ever later calls, until it succeeds.
template <class C> void workers_agree(const char* name, const C& circuit) {
    for (std::uint32_t seed = 0; seed < 16; ++seed) {
        engine expected(circuit);
        parallel_engine got(circuit, {.count = 3, .serial_below = 1'000'000});
        for (const auto& batch : random_stream(seed, kind::bag)) {
            expected.template input<row>("a").push(batch.a);
            expected.template input<row>("b").push(batch.b);
            got.template input<row>("a").push(batch.a);
            got.template input<row>("b").push(batch.b);
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

} // namespace

int main() {
    struct sum_row {
        row operator()(int key, std::int64_t sum) const { return {key, static_cast<int>(sum)}; }
    };
    auto const joined = join(map(a, fragile{}), b, on(second{}, first{}), ends{});
    workers_agree("workers: joins", map(joined, fragile{}));
    workers_agree("workers: sets", map(distinct(joined), fragile{}));
    workers_agree("workers: groups",
                  map(aggregate_as(group_by(joined, first{}), sum_row{}, sum(second{})), fragile{}));
    workers_agree("workers: products", product(map(a, fragile{}), b, ends{}));
    return failures == 0 ? 0 : 1;
}
