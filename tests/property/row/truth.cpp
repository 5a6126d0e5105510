#include <dbsp/row/row.hpp>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <optional>
#include <utility>

using namespace dbsp;

namespace {
using maybe = std::optional<bool>;

/// false, unknown, true, by two random bits.
maybe truth(std::pair<bool, bool> bits) { return bits.first ? maybe(bits.second) : std::nullopt; }

/// A property of three random truth values.
template <class Law> void law(const char* name, Law holds) {
    rc::prop(name, [=](std::pair<bool, bool> a, std::pair<bool, bool> b, std::pair<bool, bool> c) {
        RC_ASSERT(holds(truth(a), truth(b), truth(c)));
    });
}
} // namespace

TEST_CASE("truth: Kleene's laws", "[row][truth]") {
    law("and is associative", [](maybe a, maybe b, maybe c) {
        return kleene_and(a, kleene_and(b, c)) == kleene_and(kleene_and(a, b), c);
    });
    law("and is commutative", [](maybe a, maybe b, maybe) { return kleene_and(a, b) == kleene_and(b, a); });
    law("and is idempotent", [](maybe a, maybe, maybe) { return kleene_and(a, a) == a; });
    law("true is the unit of and, false its zero", [](maybe a, maybe, maybe) {
        return kleene_and(a, true) == a && kleene_and(a, false) == maybe(false);
    });
    law("not turns and into or", [](maybe a, maybe b, maybe) {
        return kleene_not(kleene_and(a, b)) == kleene_or(kleene_not(a), kleene_not(b));
    });
    law("not undoes itself", [](maybe a, maybe, maybe) { return kleene_not(kleene_not(a)) == a; });
    law("and distributes over or", [](maybe a, maybe b, maybe c) {
        return kleene_and(a, kleene_or(b, c)) == kleene_or(kleene_and(a, b), kleene_and(a, c));
    });
    law("or absorbs and", [](maybe a, maybe b, maybe) { return kleene_or(a, kleene_and(a, b)) == a; });
    law("a value is true, false, or its own negation",
        [](maybe a, maybe, maybe) { return is_true(a) + is_false(a) + (kleene_not(a) == a) == 1; });
}

TEST_CASE("truth: on bools it is the logic of bools", "[row][truth]") {
    rc::prop("and, or, not", [](bool a, bool b) {
        RC_ASSERT(kleene_and(a, b) == (a && b));
        RC_ASSERT(kleene_or(a, b) == (a || b));
        RC_ASSERT(kleene_and(maybe(a), b) == maybe(a && b));
        RC_ASSERT(kleene_or(a, maybe(b)) == maybe(a || b));
    });
}
