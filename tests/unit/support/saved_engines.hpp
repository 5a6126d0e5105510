/// Engines that are saved and restored.
#pragma once

#include <dbsp/dbsp.hpp>
#include <dbsp/engine/snapshot.hpp>

#include <sstream>
#include <string>
#include <utility>

namespace dbsp::test {

using item = std::pair<int, int>;

inline auto const first = labelled("first", [](const item& r) { return r.first; });
inline auto const second = labelled("second", [](const item& r) { return r.second; });

/// An aggregate of one state of each kind, a join, and a set.
inline auto mixed() {
    auto const a = share(source<item>("a"));
    auto const totals =
        a | group_by(first) |
        aggregate(count(), sum(second), min(second), avg([](const item& r) { return r.second / 4.0; }),
                  fold(0, [](int sum, const item& r, std::int64_t w) {
                      return static_cast<int>(sum + r.second * w);
                  }));
    auto const named =
        join(totals, distinct(source<item>("b")),
             on(labelled("key", [](const auto& t) { return t.first; }), first),
             labelled("total", [](const auto& t, const item& b) { return std::pair(t, b.second); }));
    return named;
}

template <class Machine> std::string saved(const Machine& machine) {
    std::ostringstream out;
    save(out, machine);
    return out.str();
}
template <class Machine> void restored(Machine& machine, const std::string& bytes) {
    std::istringstream in(bytes);
    restore(in, machine);
}

template <class Machine> void first_steps(Machine& machine) {
    machine.template input<item>("a").push({{{1, 2}, 1}, {{1, 5}, 2}, {{2, 9}, 1}});
    machine.template input<item>("b").push({{{1, 70}, 1}, {{2, 80}, 3}});
    machine.step();
}

} // namespace dbsp::test
