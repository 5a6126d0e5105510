#include <dbsp/engine/engine.hpp>
#include <dbsp/eval/evaluator.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/wiring/inputs.hpp>

#include <catch2/catch_test_macros.hpp>

#include <concepts>

namespace dbsp::test {

TEST_CASE("input: is one place, of which there is no other", "[wiring][inputs]") {
    STATIC_REQUIRE_FALSE(std::copy_constructible<input<int>>);
    STATIC_REQUIRE_FALSE(std::move_constructible<input<int>>);
    STATIC_REQUIRE_FALSE(std::is_copy_assignable_v<input<int>>);
    STATIC_REQUIRE_FALSE(std::is_move_assignable_v<input<int>>);
}

TEST_CASE("input: whoever asks for it by name is given the same one", "[wiring][inputs]") {
    auto const run = [](auto machine) {
        auto& first = machine.template input<int>("n");
        auto& second = machine.template input<int>("n");
        CHECK(&first == &second);
        first.insert(3);
        second.insert(4);
        CHECK(machine.step() == zset<int>{{3, 1}, {4, 1}});
    };
    run(engine(source<int>("n")));
    run(evaluator(source<int>("n")));
}

TEST_CASE("input: what a function pushes during a step is there for the next", "[wiring][inputs]") {
    input<int>* target = nullptr;
    auto const echo = [&](int i) {
        if (i < 3) { target->insert(i + 1); }
        return true;
    };
    engine machine(filter(source<int>("n"), echo));
    target = &machine.input<int>("n");
    target->insert(1);
    CHECK(machine.step() == zset<int>{{1, 1}});
    CHECK(machine.step() == zset<int>{{2, 1}});
    CHECK(machine.step() == zset<int>{{3, 1}});
    CHECK(machine.step().empty());
}

} // namespace dbsp::test
