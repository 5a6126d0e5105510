#include <dbsp/dbsp.hpp>
#include <dbsp/engine/snapshot.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <sstream>
#include <string>
#include <utility>

namespace dbsp::test {

using Catch::Matchers::Message;
using Catch::Matchers::MessageMatches;
using Catch::Matchers::StartsWith;

namespace {
using item = std::pair<int, int>;

auto const first = labelled("first", [](const item& r) { return r.first; });
auto const second = labelled("second", [](const item& r) { return r.second; });

/// An aggregate of one state of each kind, a join, and a set.
auto mixed() {
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
} // namespace

TEST_CASE("snapshot: a restored engine goes on as the one that was saved", "[engine][snapshot]") {
    auto const circuit = mixed();
    engine running(circuit, with<snapshots>{});
    first_steps(running);
    running.input<item>("b").push({{{2, 80}, -3}}); // staged: it is saved, too
    engine other(circuit, with<snapshots>{});
    restored(other, saved(running));
    for (auto* machine : {&running, &other}) {
        machine->input<item>("a").push({{{1, 2}, -1}, {{2, 9}, -1}, {{2, 1}, 4}});
    }
    auto const expected = zset(running.step());
    CHECK(!expected.empty());
    CHECK(other.step() == expected);
    for (auto* machine : {&running, &other}) { machine->input<item>("b").erase({1, 70}); }
    auto const last = zset(running.step());
    CHECK(!last.empty());
    CHECK(other.step() == last);
}

TEST_CASE("snapshot: restoring replaces what was there", "[engine][snapshot]") {
    auto const circuit = distinct(source<int>("a"));
    engine running(circuit, with<snapshots>{});
    running.input<int>("a").insert(1);
    running.step();
    auto const one = saved(running);
    running.input<int>("a").insert(2);
    running.step();
    running.input<int>("a").insert(3);
    restored(running, one);
    CHECK(running.step().empty());
    running.input<int>("a").push({{1, 1}, {2, 1}});
    CHECK(running.step() == zset<int>{{2, 1}});
}

TEST_CASE("snapshot: nested recursion keeps its moments", "[engine][snapshot]") {
    auto const edge_to = on(second, first);
    auto const ends = labelled("ends", [](const item& a, const item& b) { return item(a.first, b.second); });
    auto const closure = [&](auto edges) {
        return fixpoint(
            [&](auto path, auto edge) { return distinct(edge + join(path, edge, edge_to, ends)); }, edges);
    };
    auto const circuit = fixpoint(
        [&](auto x, auto edge) { return distinct(edge + closure(distinct(x + edge))); }, source<item>("a"));
    engine running(circuit, with<snapshots>{});
    running.input<item>("a").push({{{1, 2}, 1}, {{2, 3}, 1}, {{3, 4}, 1}, {{4, 1}, 1}});
    CHECK(running.step().size() == 16);
    engine other(circuit, with<snapshots>{});
    restored(other, saved(running));
    for (auto* machine : {&running, &other}) { machine->input<item>("a").push({{{3, 4}, -1}, {{1, 5}, 1}}); }
    auto const expected = zset(running.step());
    CHECK(expected.size() > 4);
    CHECK(other.step() == expected);
}

TEST_CASE("snapshot: run-time circuits, with delays and states of functions", "[engine][snapshot]") {
    using table = circuit<functions<item>>;
    auto const by_first = labelled("first", [](const item& r) { return item(r.first, 0); });
    auto const a = source<table>("a");
    auto const best =
        a | group_by(by_first) |
        top_k(1, labelled("second", [](const item& x, const item& y) { return x.second < y.second; }));
    auto const counted =
        a | group_by(by_first) |
        aggregate_as([](const item& k, std::int64_t n) { return item(k.first, static_cast<int>(n)); },
                     count());
    auto const circuit = delay(best) + integrate(counted) + differentiate(distinct(a));
    engine running(circuit, with<snapshots>{});
    auto const push = [](auto& machine, const zset<item>& change) {
        machine.template input<item>("a").push(change);
    };
    push(running, {{{1, 5}, 1}, {{1, 3}, 2}, {{2, 8}, 1}});
    running.step();
    engine other(circuit, with<snapshots>{});
    restored(other, saved(running));
    for (int step = 0; step < 3; ++step) {
        for (auto* machine : {&running, &other}) { push(*machine, {{{1, 3}, -1}, {{2, step}, 1}}); }
        if (step == 2) { break; }
        auto const expected = zset(running.step());
        CHECK(!expected.empty());
        CHECK(other.step() == expected);
    }
}

TEST_CASE("snapshot: a pipeline with its views", "[engine][snapshot]") {
    using views = basic_pipeline<with<snapshots>>;
    auto const make = [] {
        auto const a = share(source<item>("a"));
        return views(view("change", a), materialized_view("set", distinct(a)),
                     indexed_view("index", a, first));
    };
    views running = make();
    running.input<item>("a").push({{{1, 2}, 2}, {{3, 4}, 1}});
    running.step();
    views other = make();
    const auto& state = other.state<item>("set"); // stays valid
    restored(other, saved(running));
    CHECK(state == zset<item>{{{1, 2}, 1}, {{3, 4}, 1}});
    CHECK(other.change<item>("change") == zset<item>{{{1, 2}, 2}, {{3, 4}, 1}});
    CHECK(other.index<int, item>("index")[1] == zset<item>{{{1, 2}, 2}});
    other.input<item>("a").push({{{1, 2}, -2}});
    other.step();
    CHECK(state == zset<item>{{{3, 4}, 1}});
    CHECK(!other.index<int, item>("index").contains(1));
}

TEST_CASE("snapshot: keyed inputs and set inputs are saved with their engine", "[engine][snapshot]") {
    auto const circuit = plus(source<item>("keyed"), source<item>("set"));
    engine running(circuit, with<snapshots>{});
    keyed_input keyed(running.input<item>("keyed"), first);
    set_input set(running.input<item>("set"));
    keyed.upsert({1, 10});
    set.insert({7, 7});
    running.step();
    keyed.upsert({1, 20}); // since the last step
    set.insert({8, 8});
    std::ostringstream out;
    save(out, running, keyed, set);

    engine other(circuit, with<snapshots>{});
    keyed_input other_keyed(other.input<item>("keyed"), first);
    set_input other_set(other.input<item>("set"));
    std::istringstream in(out.str());
    restore(in, other, other_keyed, other_set);
    CHECK(other_keyed.find(1)->second == 20);
    CHECK(other_set.contains({8, 8}));
    CHECK_THROWS_AS(other_set.insert({7, 7}), key_error);
    other_set.withdraw();
    CHECK(!other_set.contains({8, 8}));
    other_keyed.withdraw();
    CHECK(other_keyed.find(1)->second == 10);
    other_keyed.erase(1);
    CHECK(other.step() == zset<item>{{{1, 10}, -1}});
}

TEST_CASE("snapshot: one of another circuit is refused, and says where it differs", "[engine][snapshot]") {
    auto const larger = [](int than) {
        return filter(distinct(source<int>("a")),
                      labelled("> " + std::to_string(than), [than](int i) { return i > than; }));
    };
    engine one(larger(1), with<snapshots>{});
    engine two(larger(2), with<snapshots>{});
    CHECK_THROWS_MATCHES(restored(two, saved(one)), snapshot_error,
                         Message("snapshot: it is of another circuit: line 2 of its description is "
                                 "'filter: > 1  [linear]', of this circuit 'filter: > 2  [linear]'"));
    engine three(distinct(source<long>("a")), with<snapshots>{});
    CHECK_THROWS_MATCHES(
        restored(three, saved(one)), snapshot_error,
        Message("snapshot: it is of another circuit: line 1 of its description is "
                "'output of i32, weights i64', of this circuit 'output of i64, weights i64'"));
    engine four(source<int>("a"), with<snapshots>{});
    set_input set(four.input<int>("a"));
    keyed_input keyed(four.input<int>("a"), identity_fn{});
    std::ostringstream out;
    save(out, four, set);
    std::istringstream in(out.str());
    CHECK_THROWS_MATCHES(
        restore(in, four, keyed), snapshot_error,
        Message("snapshot: it has a 'set_input of i32' where a 'keyed_input of i32 by i32' is "
                "to be restored"));
}

TEST_CASE("snapshot: one that is damaged changes nothing", "[engine][snapshot]") {
    auto const circuit = mixed();
    engine running(circuit, with<snapshots>{});
    first_steps(running);
    auto const whole = saved(running);
    for (std::size_t at = 0; at < whole.size(); at += 7) {
        auto flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
        INFO(at);
        CHECK_THROWS_AS(restored(running, flipped), snapshot_error);
        CHECK_THROWS_AS(restored(running, whole.substr(0, at)), snapshot_error);
    }
    CHECK(saved(running) == whole);
}

TEST_CASE("snapshot: not within a step, and not of what was moved from", "[engine][snapshot]") {
    std::ostringstream out;
    using machine = engine<decltype(source<int>("a")), with<snapshots>>;
    machine running(source<int>("a"));
    running.input<int>("a").insert(1);
    running.step([&](int, const default_weight&) {
        CHECK_THROWS_MATCHES(save(out, running), broken_state_error,
                             Message("save: a step is running; it can be called when that is done"));
    });
    machine const moved = std::move(running);
    CHECK_THROWS_MATCHES(save(out, running), broken_state_error, // NOLINT: that is what is tested
                         Message("save: it was moved from; use what it was moved to"));
}

namespace {
/// A group function of a user's own whose state cannot be written.
struct opaque_count {
    template <class, class> using output = item;
    template <class K, class T, class W, class Out>
    void apply(const K& key, const zset<T, W>&, Out&& out) const {
        out(key, W{1});
    }
    template <class T, class W> struct state {
        std::shared_ptr<int> rows = std::make_shared<int>(0);
        void add(const opaque_count&, const T&, const W& w) { *rows += static_cast<int>(w.value()); }
        [[nodiscard]] bool empty() const { return *rows == 0; }
        template <class K, class Out> void emit(const opaque_count&, const K& key, Out&& out) const {
            if (!empty()) { out(key, W{1}); }
        }
    };
    [[nodiscard]] static std::string label() { return "opaque"; }
};
} // namespace

TEST_CASE("snapshot: a state that cannot be written is refused when the engine is made",
          "[engine][snapshot]") {
    using table = circuit<functions<item>>;
    auto const grouped = group_by(source<table>("a"), [](const item& r) { return item(r.first, 0); });
    auto const circuit = dbsp::detail::connect_grouped<op::aggregate>(grouped, opaque_count{});
    CHECK_NOTHROW(engine(circuit));
    CHECK_THROWS_MATCHES(
        engine(circuit, with<snapshots>{}), circuit_error,
        Message("snapshot: the state of the group function 'opaque' cannot be written; give it "
                "form, save and load"));
}

} // namespace dbsp::test
