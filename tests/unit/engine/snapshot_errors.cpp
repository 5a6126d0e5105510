#include "unit/support/saved_engines.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace dbsp::test {

using Catch::Matchers::Message;

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
