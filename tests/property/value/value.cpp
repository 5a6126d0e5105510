#include <dbsp/value/compare.hpp>
#include <dbsp/value/hash.hpp>

#include "property/support/generate.hpp"
#include "property/support/law.hpp"

#include <variant>

using namespace dbsp;
using namespace dbsp::test;

namespace {
using row = std::tuple<std::optional<double>, std::string, std::vector<std::optional<int>>>;

template <class T> void check_value_laws() {
    auto const value = small_value<T>();
    check_law("equal(a, a)", [=] {
        auto const a = *value;
        RC_ASSERT(equal(a, a));
    });
    check_law("equal(a, b) implies hash_of(a) == hash_of(b)", [=] {
        auto const [a, b] = *rc::gen::pair(value, value);
        RC_ASSERT(!equal(a, b) || hash_of(a) == hash_of(b));
    });
    check_law("compare(a, b) == 0 exactly when equal(a, b)", [=] {
        auto const [a, b] = *rc::gen::pair(value, value);
        RC_ASSERT((compare(a, b) == 0) == equal(a, b));
    });
    check_law("compare(a, b) and compare(b, a) are opposite", [=] {
        auto const [a, b] = *rc::gen::pair(value, value);
        RC_ASSERT((compare(a, b) < 0) == (compare(b, a) > 0));
    });
    check_law("a <= b and b <= c imply a <= c", [=] {
        auto const [a, b, c] = *rc::gen::tuple(value, value, value);
        RC_ASSERT((compare(a, b) > 0 || compare(b, c) > 0 || compare(a, c) <= 0));
    });
}
} // namespace

TEST_CASE("floating-point numbers obey the laws of values", "[law][value]") { check_value_laws<double>(); }

TEST_CASE("optional strings obey the laws of values", "[law][value]") {
    check_value_laws<std::optional<std::string>>();
}

TEST_CASE("lists of numbers obey the laws of values", "[law][value]") {
    check_value_laws<std::vector<float>>();
}

TEST_CASE("rows obey the laws of values", "[law][value]") { check_value_laws<row>(); }
