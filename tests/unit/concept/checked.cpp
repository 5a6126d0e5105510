#include <dbsp/concept/checked.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <limits>
#include <sstream>
#include <unordered_set>

using namespace dbsp;

namespace {
using small = checked<std::int8_t>;
constexpr small most = std::numeric_limits<std::int8_t>::max();
constexpr small least = std::numeric_limits<std::int8_t>::min();

static_assert(weight_ring<small> && weight_ring<checked<std::int64_t>>);
static_assert(small(2) + small(3) == 5 && small(2) * small(-3) == -6 && -small(4) == -4);
static_assert(!std::constructible_from<small, double>, "a fraction would be cut off silently");
static_assert(!std::convertible_to<small, std::int8_t> && std::constructible_from<std::int8_t, small>);
} // namespace

TEST_CASE("addition throws where the sum does not fit", "[checked]") {
    CHECK(most + small(0) == most);
    CHECK(most + least == -1);
    CHECK_THROWS_AS(most + small(1), overflow_error);
    CHECK_THROWS_AS(least + small(-1), overflow_error);
}

TEST_CASE("subtraction throws where the difference does not fit", "[checked]") {
    CHECK(small(-1) - least == most);
    CHECK_THROWS_AS(least - small(1), overflow_error);
    CHECK_THROWS_AS(small(0) - least, overflow_error);
}

TEST_CASE("multiplication throws where the product does not fit", "[checked]") {
    CHECK(small(-64) * small(2) == least);
    CHECK_THROWS_AS(small(64) * small(2), overflow_error);
    CHECK_THROWS_AS(least * small(-1), overflow_error);
}

TEST_CASE("the least integer has no negative", "[checked]") {
    CHECK(-most == -127);
    CHECK_THROWS_AS(-least, overflow_error);
}

TEST_CASE("compound assignment leaves the value as before where it throws", "[checked]") {
    auto value = most;
    CHECK_THROWS_AS(value += small(1), overflow_error);
    CHECK(value == most);
    value -= small(127);
    CHECK(value == 0);
}

TEST_CASE("conversion throws where the integer does not fit", "[checked]") {
    CHECK(small(127L) == most);
    CHECK(small(100U) == 100);
    CHECK_THROWS_AS(small(128), overflow_error);
    CHECK_THROWS_AS(small(-129), overflow_error);
    CHECK_THROWS_AS(checked<std::int64_t>(std::numeric_limits<std::uint64_t>::max()), overflow_error);
    CHECK(checked<std::int64_t>(std::numeric_limits<std::int64_t>::min()).value() ==
          std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("truth values and characters are integers like others", "[checked]") {
    CHECK(small(true) == 1);
    CHECK(checked<std::int64_t>('a') == 97);
    CHECK_THROWS_AS(small(char32_t{1'000}), overflow_error);
}

TEST_CASE("an overflow says what to do", "[checked]") {
    try {
        (void)(most + small(1));
        FAIL("no overflow");
    } catch (const overflow_error& e) { CHECK(std::string(e.what()).contains("use a wider one")); }
}

TEST_CASE("checked integers are ordered, printed and hashed as integers", "[checked]") {
    CHECK(small(-1) < small(1));
    std::ostringstream out;
    out << small(65);
    CHECK(out.str() == "65");
    CHECK(std::unordered_set<small>{1, 1, 2}.size() == 2);
}
