// The load of a first state beside a sort of the same rows: lines "LOAD/<query> <milliseconds of the engine> <of the sort> <ratio>", processor time, the
// least of five runs of each.

#include "dbsp/subjects.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <limits>
#include <vector>

namespace {

constexpr std::size_t rows = 1'000'000;
constexpr int runs = 5;

double processor_milliseconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}
template <class Work> double time_of(Work&& work) {
    auto const begin = processor_milliseconds();
    work();
    return processor_milliseconds() - begin;
}

template <class Query> void measure() {
    Query query(rows);
    std::ranges::shuffle(query.state, query.random);
    auto engine_time = std::numeric_limits<double>::max();
    auto sort_time = engine_time;
    std::size_t given = 0;
    for (int run = 0; run < runs; ++run) {
        dbsp::engine engine(Query::circuit());
        query.load_rest(engine);
        engine.step();
        auto& in = engine.template input<typename Query::row>("rows");
        engine_time = std::min(engine_time, time_of([&] {
                                   in.load(query.state);
                                   engine.step([&](const auto&, const auto&) { ++given; });
                               }));
        sort_time = std::min(sort_time, time_of([&] {
                                 auto sorted = query.state;
                                 std::ranges::sort(sorted, dbsp::value_less{});
                                 given += sorted.size();
                             }));
    }
    std::printf("LOAD/%s %.1f %.1f %.2f\n", Query::name, engine_time, sort_time, engine_time / sort_time);
    if (given == 0) { std::printf("nothing was given\n"); }
}

} // namespace

int main() {
    measure<bench::join>();
    measure<bench::grouped_sum>();
    measure<bench::grouped_max>();
    measure<bench::distinct>();
}
