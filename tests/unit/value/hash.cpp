#include <dbsp/value/hash.hpp>

#include "unit/value/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <variant>

using namespace dbsp;
using namespace dbsp::test;

namespace {
constexpr auto no_number = std::numeric_limits<double>::quiet_NaN();

static_assert(row_value<int> && row_value<person> && row_value<std::vector<std::string>>);
static_assert(!row_value<std::unique_ptr<int>>);
} // namespace

TEST_CASE("equal values have equal hashes: zeros and NaNs", "[value]") {
    CHECK(hash_of(0.0) == hash_of(-0.0));
    CHECK(hash_of(no_number) == hash_of(-no_number));
    CHECK(hash_of(std::tuple(1, -0.0)) == hash_of(std::tuple(1, 0.0)));
}

TEST_CASE("equal values have equal hashes: structs", "[value]") {
    CHECK(hash_of(point{1, 2}) == hash_of(point{1, 2}));
    CHECK(hash_of(person{"Ann", no_number, {{1, 2}}}) == hash_of(person{"Ann", no_number, {{1, 2}}}));
}

TEST_CASE("equal values have equal hashes: members that Hana doesn't see", "[value]") {
    CHECK(hash_of(cached{1, 2}) == hash_of(cached{1, 3}));
}

TEST_CASE("equal values have equal hashes: ranges without an order", "[value]") {
    std::unordered_set<int> up;
    std::unordered_set<int> down;
    for (int i = 0; i < 50; ++i) {
        up.insert(i);
        down.insert(49 - i);
    }
    CHECK(hash_of(up) == hash_of(down));
}

TEST_CASE("text has one hash, whatever holds it", "[value]") {
    CHECK(hash_of(std::string("text")) == hash_of(std::string_view("text")));
    CHECK(hash_of("text") == hash_of(std::string("text")));
}

namespace {
/// The values of one type, as the rows of one Z-set are.
template <class T> void check_all_differ(const std::vector<T>& values) {
    std::set<std::uint64_t> hashes;
    for (const T& value : values) { hashes.insert(hash_of(value)); }
    CHECK(hashes.size() == values.size());
}
} // namespace

TEST_CASE("values that differ have different hashes, in these small domains", "[value]") {
    std::vector<int> numbers;
    for (int i = -50; i < 50; ++i) { numbers.push_back(i); }
    check_all_differ(numbers);

    std::vector<std::pair<int, int>> pairs;
    for (int x = 0; x < 20; ++x) {
        for (int y = 0; y < 20; ++y) { pairs.emplace_back(x, y); }
    }
    check_all_differ(pairs);

    using list = std::vector<std::optional<int>>;
    check_all_differ(
        std::vector{list{}, list{std::nullopt}, list{std::nullopt, std::nullopt}, list{0}, list{0, 0}});

    using either = std::variant<int, int>;
    check_all_differ(std::vector{either(std::in_place_index<0>, 1), either(std::in_place_index<1>, 1)});
}
