// Bytes of state for each row of input, the engine beside upkeep by hand: lines "MEMORY/<query>/<subject> <bytes>".

#include "dbsp/subjects.hpp"

#include <cstdio>
#include <malloc.h>

namespace {

constexpr std::size_t rows = 1'000'000;

std::size_t in_use() {
    auto const info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/// What is still allocated when the state has been loaded and a few small steps have let go of the buffers of the load.
template <class Query, template <class> class Subject> void measure(const char* subject) {
    Query query(rows);
    auto const change = typename decltype(query.state)::value_type(query.fresh());
    auto const before = in_use();
    Subject<Query> loaded(query);
    for (int i = 0; i < 4; ++i) { loaded.step({{change, i % 2 == 0 ? 1 : -1}}); }
    auto const bytes = static_cast<double>(in_use() - before) / static_cast<double>(rows);
    std::printf("MEMORY/%s/%s %.1f\n", Query::name, subject, bytes);
}

template <class Query> void measure_both() {
    measure<Query, bench::engine_subject>("engine");
    measure<Query, bench::hand_subject>("by hand");
}

} // namespace

int main() {
    measure_both<bench::join>();
    measure_both<bench::grouped_sum>();
    measure_both<bench::grouped_max>();
    measure_both<bench::distinct>();
    measure_both<bench::closure>();
}
