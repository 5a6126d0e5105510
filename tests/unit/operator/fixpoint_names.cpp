#include <dbsp/circuit/circuit.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/pass/incrementalize.hpp>
#include <dbsp/pass/print.hpp>
#include <dbsp/pass/simplify.hpp>

#include "unit/support/compiled_engine.hpp"
#include "unit/support/counting.hpp"
#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;

namespace {
using runtime = circuit<functions<int>>;
} // namespace

TEST_CASE("fixpoint: prints and errors call it by its name", "[operator][fixpoint]") {
    auto const check = [](auto in) {
        auto const numbers = fixpoint("numbers", iteration_budget{20}, count_up, in);
        auto const title = ContainsSubstring("fixpoint 'numbers': no fixpoint after 20 iterations");
        CHECK_THAT(budget_message(engine(numbers), "a"), title);
        CHECK_THAT(budget_message(evaluator(numbers), "a"), title);
        CHECK_THAT(budget_message(evaluator(incrementalize(numbers)), "a"), title);
        CHECK_THAT(budget_message(engine(simplify(numbers)), "a"), title);
        CHECK_THAT(print_text(numbers), ContainsSubstring("fixpoint: numbers"));
        CHECK_THAT(print_text(simplify(numbers)), ContainsSubstring("fixpoint: numbers"));
        CHECK_THAT(print_text(incrementalize(numbers)), ContainsSubstring("fixpoint: numbers, of changes"));
        CHECK_THAT(print_text(fixpoint<int>("numbers", count_up, in)),
                   ContainsSubstring("fixpoint: numbers"));
    };
    check(source<int>("a"));
    check(source<runtime>("a"));
}

} // namespace dbsp::test
