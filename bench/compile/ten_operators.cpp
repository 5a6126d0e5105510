// What it costs to run a circuit of ten operators: two sources, filter, join, distinct, map, semijoin, aggregate, plus, top_k.
#include <dbsp/dbsp.hpp>

using pair = std::pair<int, int>;

int main() {
    auto const first = [](const pair& p) { return p.first; };
    auto const a = dbsp::source<pair>("a");
    auto const b = dbsp::source<pair>("b");
    auto const joined = a | dbsp::filter([](const pair& p) { return p.first > 0; }) |
                        dbsp::join(b, dbsp::on(first, first),
                                   [](const pair& x, const pair& y) { return pair(x.second, y.second); }) |
                        dbsp::distinct() | dbsp::map([](const pair& p) { return pair(p.second, p.first); });
    auto const totals =
        joined | dbsp::semijoin(a, dbsp::on(first, first)) | dbsp::group_by(first) |
        dbsp::aggregate_as([](int key, auto total) { return pair(key, static_cast<int>(total)); },
                           dbsp::sum([](const pair& p) { return p.second; }));
    dbsp::engine engine(plus(totals, b) | dbsp::group_by(first) | dbsp::top_k(3));
    engine.input<pair>("a").insert({1, 2});
    return static_cast<int>(engine.step().size());
}
