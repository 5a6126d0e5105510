#include <dbsp/circuit/circuit.hpp>
#include <dbsp/wiring/function.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("labelled: a function with a name", "[wiring][function]") {
    auto const twice = labelled("2 * x", [](int i) { return 2 * i; });
    CHECK(twice(4) == 8);
    CHECK(label_of(twice) == "2 * x");
    CHECK(label_of([](int i) { return i; }) == "f");
    CHECK(label_of(identity_fn{}) == "row");
}

TEST_CASE("labelled_function: keeps the name of what it holds; empty, it is false", "[wiring][function]") {
    using condition = labelled_function<bool(const int&, const int&)>;
    condition const less(labelled("a < b", [](int a, int b) { return a < b; }));
    CHECK(less(1, 2));
    CHECK(less.label() == "a < b");
    CHECK(is_condition(less));
    CHECK_FALSE(is_condition(condition()));
    CHECK_FALSE(is_condition(no_condition{}));
    CHECK(is_condition([](int, int) { return true; }));
    CHECK(condition("named", [](int, int) { return true; }).label() == "named");
}

TEST_CASE("may_match: asks the key function, if it has something to say", "[wiring][function]") {
    struct even_only {
        int operator()(int i) const { return i; }
        static bool matches(int i) { return i % 2 == 0; }
    };
    CHECK(may_match(even_only{}, 2));
    CHECK_FALSE(may_match(even_only{}, 3));
    CHECK(may_match(identity_fn{}, 3));
    labelled_key<int> const stored(even_only{});
    CHECK(stored.matches(2));
    CHECK_FALSE(stored.matches(3));
    CHECK(labelled_key<int>(identity_fn{}).matches(3));
}

TEST_CASE("first_of_pair: is the first of two", "[wiring][function]") {
    CHECK(first_of_pair{}(1, 2.0) == 1);
    CHECK(identity_fn{}(3) == 3);
}

} // namespace dbsp::test
