#include <dbsp/detail/running_step.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using detail::running_step;
using detail::step_state;

TEST_CASE("running_step: a step that is done leaves the machine ready", "[detail][running_step]") {
    auto state = step_state::ready;
    for (int i = 0; i < 2; ++i) {
        running_step step("machine", state);
        CHECK(state == step_state::running);
        step.done();
    }
    CHECK(state == step_state::ready);
}

TEST_CASE("running_step: one that is left before breaks the machine", "[detail][running_step]") {
    auto state = step_state::ready;
    { running_step const left("machine", state); }
    CHECK(state == step_state::broken);
    CHECK_THROWS_MATCHES(running_step("machine", state), broken_state_error,
                         MessageMatches(ContainsSubstring("machine: an earlier step failed")));
    CHECK(state == step_state::broken);
}

TEST_CASE("running_step: one within another is refused, and the outer one goes on",
          "[detail][running_step]") {
    auto state = step_state::ready;
    running_step outer("machine", state);
    CHECK_THROWS_MATCHES(running_step("machine", state), broken_state_error,
                         MessageMatches(ContainsSubstring("machine: a step is running")));
    CHECK(state == step_state::running);
    outer.done();
    CHECK(state == step_state::ready);
}

TEST_CASE("present: there is nothing to run in what was moved from", "[detail][running_step]") {
    auto first = std::make_unique<int>(7);
    CHECK(detail::present("machine", first) == 7);
    auto const second = std::move(first);
    // NOLINTNEXTLINE(bugprone-use-after-move): what this is about
    CHECK_THROWS_MATCHES(detail::present("machine", first), broken_state_error,
                         MessageMatches(ContainsSubstring("machine: it was moved from")));
}

} // namespace dbsp::test
