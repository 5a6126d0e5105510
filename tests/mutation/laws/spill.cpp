/// States on disk: each step gives what it gives without, also after calls of the store that fail.
#include "../../support/memory_store.hpp"
#include "../laws.hpp"

#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/engine/snapshot.hpp>
#include <dbsp/engine/spill.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>

#include <array>
#include <functional>
#include <memory>
#include <sstream>

using namespace dbsp;
using namespace laws;

namespace {

/// A key whose values all have one hash.
struct coarse {
    int value;
    friend bool operator==(coarse, coarse) = default;
};

} // namespace

template <> struct std::hash<coarse> {
    std::size_t operator()(coarse) const noexcept { return 7; }
};
template <> struct dbsp::serial<coarse> {
    static std::string name() { return "coarse"; }
    static void write(byte_writer& out, coarse c) { serial<int>::write(out, c.value); }
    static coarse read(byte_reader& in) { return {serial<int>::read(in)}; }
};

namespace {

std::ostream& operator<<(std::ostream& out, coarse c) { return out << c.value; }

struct coarse_first {
    coarse operator()(const row& r) const { return {r.first}; }
};
struct coarse_second {
    coarse operator()(const row& r) const { return {r.second}; }
};

/// Steps of which each call of the store fails once.
template <class Machine> const rows& step_at_last(Machine& machine, test::store_watch& watch) {
    for (std::size_t calls = 0;; ++calls) {
        watch.fails_after = calls;
        try {
            auto const& change = machine.step();
            watch.fails_after = test::store_watch::never;
            return change;
        } catch (const store_error&) {}
    }
}

template <class C> void same_on_disk(const char* name, kind k, const C& circuit) {
    constexpr std::array<std::uint64_t, 3> memories{0, 400, 1200};
    for (std::uint32_t seed = 0; seed < 24; ++seed) {
        engine expected(circuit);
        engine got(circuit, with<spills>{});
        auto const watch = std::make_shared<test::store_watch>();
        spill(got, std::make_unique<test::memory_store>(watch), {.memory = memories[seed % 3]});
        for (const auto& batch : random_stream(seed, k)) {
            expected.template input<row>("a").push(batch.a);
            expected.template input<row>("b").push(batch.b);
            got.template input<row>("a").push(batch.a);
            got.template input<row>("b").push(batch.b);
            require(expected.step() == (seed % 2 == 0 ? got.step() : step_at_last(got, *watch)), name);
        }
    }
}

/// What an engine had on disk before a snapshot was restored is gone.
template <class C> void restored_on_disk(const char* name, const C& circuit) {
    engine got(circuit, with<snapshots, spills>{});
    auto& in = got.template input<row>("a");
    spill(got, std::make_unique<test::memory_store>(std::make_shared<test::store_watch>()), {.memory = 0});
    std::stringstream empty;
    save(empty, got);
    in.insert({1, 1});
    got.step();
    got.step();
    restore(empty, got);
    in.insert({2, 2});
    got.step();
    got.step();
    in.insert({1, 3});
    require(got.step() == rows{{{1, 1}, 1}}, name);
}

void spill_laws() {
    same_on_disk("on disk: joins", kind::any, join(a, b, on(second{}, first{}), ends{}));
    same_on_disk("on disk: keys of one hash", kind::any,
                 join(a, b, on(coarse_second{}, coarse_first{}), ends{}));
    same_on_disk("on disk: sets", kind::any, distinct(plus(a, b)));
    struct shown {
        row operator()(int key, std::int64_t n) const { return {key, static_cast<int>(n)}; }
        row operator()(int key, int n) const { return {key, n}; }
    };
    same_on_disk("on disk: numbers of rows", kind::bag,
                 aggregate_as(group_by(plus(a, b), first{}), shown{}, count()));
    restored_on_disk("on disk: restored", aggregate_as(group_by(a, first{}), shown{}, count()));
    same_on_disk("on disk: smallest rows", kind::bag,
                 aggregate_as(group_by(plus(a, b), first{}), shown{}, min(second{})));
    auto const closure = [](auto x, auto more) {
        return distinct(more + join(x, more, on(second{}, first{}), ends{}));
    };
    same_on_disk("on disk: recursion", kind::bag, fixpoint<row>(closure, plus(a, b)));
    same_on_disk("on disk: recursion that is recomputed", kind::bag,
                 fixpoint<row>(recursion_options{.iterations = 100, .recompute_when_cheaper = true}, closure,
                               plus(a, b)));
}

} // namespace

int main() {
    spill_laws();
    return failures == 0 ? 0 : 1;
}
