#include <dbsp/zset/zset.hpp>

#include <catch2/catch_test_macros.hpp>

#include <range/v3/range/conversion.hpp>
#include <range/v3/view/filter.hpp>
#include <range/v3/view/transform.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace dbsp;

namespace {
using numbers = zset<int>;
using small_weights = zset<int, checked<std::int8_t>>;
constexpr std::int8_t most = std::numeric_limits<std::int8_t>::max();
constexpr std::int8_t least = std::numeric_limits<std::int8_t>::min();

static_assert(std::regular<numbers> && std::is_nothrow_move_constructible_v<numbers>);
static_assert(std::ranges::contiguous_range<const numbers> && std::ranges::sized_range<const numbers>);
static_assert(std::ranges::common_range<const numbers> && !std::ranges::borrowed_range<numbers>);
static_assert(std::same_as<std::ranges::range_reference_t<numbers>, const std::pair<int, default_weight>&>);
static_assert(abelian_group<numbers> && any_zset<numbers> && !any_zset<std::map<int, int>>);

/// `first .. last-1`, each once.
numbers range_of(int first, int last) {
    numbers z;
    for (int i = first; i < last; ++i) { z.add(i, 1); }
    return z;
}
} // namespace

TEST_CASE("weights of one value add up and zero disappears", "[zset]") {
    numbers z{{1, 2}, {2, 1}, {1, -2}};
    CHECK(z == numbers{{2, 1}});
    CHECK(z.size() == 1);
    CHECK_FALSE(z.contains(1));
    CHECK(z[1] == 0);
    CHECK(z[2] == 1);
    z.add(2, -1);
    CHECK(z.empty());
    CHECK(z == numbers{});
}

TEST_CASE("adding a weight of zero adds nothing", "[zset]") {
    numbers z{{1, 1}, {3, 0}};
    z.add(2, 0);
    z.add(1, 0);
    CHECK(z == numbers{{1, 1}});
}

TEST_CASE("the order of insertion does not matter for equality", "[zset]") {
    CHECK(numbers{{1, 1}, {2, 2}} == numbers{{2, 2}, {1, 1}});
    CHECK(numbers{{1, 1}} != numbers{{1, 2}});
    CHECK(numbers{{1, 1}} != numbers{{2, 1}});
}

TEST_CASE("a Z-set keeps its entries when it becomes large", "[zset]") {
    numbers z;
    for (int i = 0; i < 100; ++i) {
        z.add(i, i + 1);
        REQUIRE(z.size() == static_cast<std::size_t>(i) + 1);
        for (int j = 0; j <= i; ++j) { REQUIRE(z[j] == j + 1); }
    }
}

TEST_CASE("removing an entry moves the last one into its place", "[zset]") {
    for (int size : {3, 12, 13, 40}) {
        for (int gone = 0; gone < size; ++gone) {
            auto z = range_of(0, size);
            z.add(gone, -1);
            REQUIRE(z.size() == static_cast<std::size_t>(size) - 1);
            for (int i = 0; i < size; ++i) { REQUIRE(z[i] == (i == gone ? 0 : 1)); }
            z.add(gone, 1);
            REQUIRE(z == range_of(0, size));
        }
    }
}

TEST_CASE("a large Z-set that shrinks to nothing can be used again", "[zset]") {
    auto z = range_of(0, 50);
    z -= range_of(0, 50);
    CHECK(z.empty());
    z += range_of(10, 40);
    CHECK(z == range_of(10, 40));
    z.clear();
    CHECK(z == numbers{});
}

TEST_CASE("reserving changes nothing but the capacity", "[zset]") {
    auto z = range_of(0, 5);
    z.reserve(1'000);
    CHECK(z == range_of(0, 5));
    z += range_of(5, 30);
    CHECK(z == range_of(0, 30));
}

TEST_CASE("copies are independent, small and large", "[zset]") {
    for (int size : {2, 30}) {
        auto const original = range_of(0, size);
        auto copy = original;
        copy.add(0, 5);
        copy.add(size, 1);
        CHECK(original == range_of(0, size));
        CHECK(copy[0] == 6);
        copy = original;
        CHECK(copy == original);
    }
}

TEST_CASE("a moved-from Z-set is empty and usable", "[zset]") {
    for (int size : {2, 30}) {
        auto z = range_of(0, size);
        auto const taken = std::move(z);
        CHECK(taken == range_of(0, size));
        z.clear();
        z.add(1, 1);
        CHECK(z == numbers{{1, 1}});
    }
}

TEST_CASE("a Z-set can be added to and taken from itself", "[zset]") {
    for (int size : {2, 30}) {
        auto z = range_of(0, size);
        z += z;
        CHECK(z == range_of(0, size) + range_of(0, size));
        z -= z;
        CHECK(z.empty());
    }
}

TEST_CASE("a weight may be given by reference to an entry of the same Z-set", "[zset]") {
    for (int size : {3, 11, 12, 13}) {
        auto z = range_of(0, size);
        z.add(100, z.begin()->second);
        CHECK(z[100] == 1);
        z.add(z.begin()->first, z.begin()->second);
        CHECK(z[0] == 2);
    }
}

TEST_CASE("strings are rows, found by what they say", "[zset]") {
    zset<std::string> z{{"a", 1}, {"a string too long for its own buffer", 2}};
    z.add(std::string("a"), 1);
    CHECK(z["a"] == 2);
    CHECK(z["b"] == 0);
}

TEST_CASE("unsigned integers of 32 bits are rows like others", "[zset]") {
    zset<std::uint32_t> z;
    for (std::uint32_t i = 0; i < 40; ++i) { z.add(i * 7, 1); }
    for (std::uint32_t i = 0; i < 280; ++i) { REQUIRE(z.contains(i) == (i % 7 == 0)); }
}

TEST_CASE("overflow of one weight leaves the Z-set as before", "[zset]") {
    small_weights z{{1, most}, {2, 1}};
    auto const before = z;
    CHECK_THROWS_AS(z.add(1, 1), overflow_error);
    CHECK(z == before);
}

TEST_CASE("overflow in the middle of a sum leaves the Z-set as before", "[zset]") {
    for (int others : {3, 30}) {
        small_weights z{{0, most}, {1, -1}, {2, 1}};
        small_weights change{{1, 1}, {2, least}};
        for (int i = 3; i < others; ++i) { change.add(i, 1); }
        change.add(0, 1);
        auto const before = z;
        CHECK_THROWS_AS(z += change, overflow_error);
        CHECK(z == before);
    }
}

TEST_CASE("overflow in the middle of a difference leaves the Z-set as before", "[zset]") {
    small_weights z{{0, least}, {1, 1}};
    auto const before = z;
    CHECK_THROWS_AS((z -= small_weights{{1, 1}, {2, 5}, {0, 1}}), overflow_error);
    CHECK(z == before);
}

TEST_CASE("a difference that fits is computed although the negated weight does not fit", "[zset]") {
    small_weights z{{1, -1}};
    z -= small_weights{{1, least}};
    CHECK(z == small_weights{{1, most}});
    CHECK_THROWS_AS((-small_weights{{1, least}}), overflow_error);
    CHECK_THROWS_AS((small_weights{} - small_weights{{1, least}}), overflow_error);
}

TEST_CASE("range-v3 views read a Z-set and a Z-set is made of a view", "[zset]") {
    numbers const z{{1, 1}, {2, -2}, {3, 3}};
    auto const even = [](const auto& entry) { return entry.first % 2 == 0; };
    auto const twice = [](const auto& entry) {
        return std::pair(10 * entry.first, entry.second + entry.second);
    };
    CHECK((z | ranges::views::filter(even) | ranges::to<numbers>()) == numbers{{2, -2}});
    CHECK((z | ranges::views::transform(twice) | ranges::to<numbers>()) ==
          numbers{{10, 2}, {20, -4}, {30, 6}});
    CHECK((z | ranges::to<std::vector>()).size() == 3);
}

TEST_CASE("standard views read a Z-set and a Z-set is made of a view", "[zset]") {
    numbers const z{{1, 1}, {2, -2}, {3, 3}};
    auto const fold = [](const auto& entry) { return std::pair(entry.first / 2, entry.second); };
    CHECK((z | std::views::transform(fold) | std::ranges::to<numbers>()) == numbers{{0, 1}, {1, 1}});
    CHECK(numbers(std::from_range, std::map<int, int>{{1, 2}}) == numbers{{1, 2}});
}

TEST_CASE("a Z-set of values counts them", "[zset]") {
    CHECK(zset_of(std::vector{1, 2, 1}) == numbers{{1, 2}, {2, 1}});
    CHECK(zset_of(std::vector{true, true}) == zset<bool>{{true, 2}});
}

TEST_CASE("bags have positive weights and sets have weights of one", "[zset]") {
    CHECK(is_bag(numbers{{1, 2}}));
    CHECK_FALSE(is_bag(numbers{{1, 2}, {2, -1}}));
    CHECK(is_set(numbers{{1, 1}}));
    CHECK_FALSE(is_set(numbers{{1, 2}}));
    CHECK(is_bag(numbers{}));
    CHECK(is_set(numbers{}));
}

TEST_CASE("a Z-set is printed with its weights", "[zset]") {
    CHECK(to_text(zset<std::string>{{"a", 2}, {"b", -1}}) == "{'a': 2, 'b': -1}");
    CHECK(to_text(numbers{}) == "{}");
}

TEST_CASE("Z-sets are rows of Z-sets, whatever the order of their entries", "[zset]") {
    numbers const one{{1, 1}, {2, 2}};
    numbers const same{{2, 2}, {1, 1}};
    zset<numbers> z{{one, 1}};
    z.add(same, 1);
    CHECK(z.size() == 1);
    CHECK(z[one] == 2);
    CHECK(std::hash<numbers>{}(one) == std::hash<numbers>{}(same));
}
