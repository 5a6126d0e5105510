// One step of the engine beside upkeep by hand and recomputation: STEP/<query>/<subject>/<rows of state>/<changes>.

#include "dbsp/subjects.hpp"

#include <benchmark/benchmark.h>

namespace {

template <class Query, template <class> class Subject> void step(benchmark::State& state) {
    auto const rows = static_cast<std::size_t>(state.range(0));
    auto const size = static_cast<std::size_t>(state.range(1));
    Query query(rows);
    Subject<Query> subject(query);
    auto const batches = bench::make_batches(query, size);
    std::size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(subject.step(batches[next]));
        next = next + 1 == batches.size() ? 0 : next + 1;
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(size) * state.iterations());
}

/// Loading a big state takes seconds, so where steps are slow their number is fixed, and the state is loaded once.
template <class Query> std::int64_t fixed_iterations(std::string_view subject, std::int64_t size) {
    if (subject == "recompute") { return 1; }
    if constexpr (std::same_as<Query, bench::closure>) { return size == 1 ? 2'000 : size == 100 ? 100 : 4; }
    return 0;
}

template <class Query, template <class> class Subject>
void add(const char* subject, std::initializer_list<std::int64_t> sizes) {
    for (std::int64_t const rows : {100'000, 1'000'000}) {
        for (std::int64_t const size : sizes) {
            auto* const one = benchmark::RegisterBenchmark(std::string("STEP/") + Query::name + "/" + subject,
                                                           step<Query, Subject>);
            one->Args({rows, size});
            if (auto const iterations = fixed_iterations<Query>(subject, size)) {
                one->Iterations(iterations);
            }
        }
    }
}

template <class Query> void add_query() {
    add<Query, bench::engine_subject>("engine", {1, 100, 10'000});
    add<Query, bench::piecewise_subject>("piecewise", {1, 100, 10'000});
    add<Query, bench::hand_subject>("by hand", {1, 100, 10'000});
    add<Query, bench::recompute_subject>("recompute", {1});
}

} // namespace

int main(int argc, char** argv) {
    add_query<bench::filter_map>();
    add_query<bench::join>();
    add_query<bench::grouped_sum>();
    add_query<bench::grouped_max>();
    add_query<bench::distinct>();
    add_query<bench::closure>();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
