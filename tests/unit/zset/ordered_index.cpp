#include <dbsp/zset/ordered_index.hpp>

#include <catch2/catch_test_macros.hpp>

#include <limits>
#include <string>
#include <vector>

using namespace dbsp;

namespace {
using words = ordered_index<std::string, int>;

static_assert(std::ranges::bidirectional_range<const words> && !any_zset<words>);

template <class Range> std::vector<std::string> keys(Range&& groups) {
    std::vector<std::string> found;
    for (const auto& [key, group] : groups) { found.push_back(key); }
    return found;
}
using names = std::vector<std::string>;
} // namespace

TEST_CASE("ordered_index: a group is found by its key, a missing one is empty", "[ordered_index]") {
    words w;
    w.add("b", 1, 2);
    w.add("a", 1, -1);
    CHECK(w["b"] == zset<int>{{1, 2}});
    CHECK(w["c"].empty());
    CHECK(w.contains("a"));
    CHECK(keys(w) == names{"a", "b"});
}

TEST_CASE("ordered_index: a group that becomes empty goes", "[ordered_index]") {
    words w;
    w.add("a", 1, 2);
    w.add("a", 1, -2);
    w.add("b", 1, 0);
    CHECK(w.empty());
    CHECK(w == words{});
}

TEST_CASE("ordered_index: ranges of keys include their ends", "[ordered_index]") {
    words w;
    for (const char* key : {"b", "d", "f"}) { w.add(key, 1, 1); }
    CHECK(keys(w.between("b", "d")) == names{"b", "d"});
    CHECK(keys(w.between("c", "e")) == names{"d"});
    CHECK(keys(w.between("g", "z")).empty());
    CHECK(keys(w.between("f", "b")).empty());
    CHECK(keys(w.from("c")) == names{"d", "f"});
    CHECK(keys(w.up_to("d")) == names{"b", "d"});
}

TEST_CASE("ordered_index: keys stand in the order of compare", "[ordered_index]") {
    auto const nan = std::numeric_limits<double>::quiet_NaN();
    ordered_index<double, int> w;
    for (double const key : {nan, 1.0, -1.0}) { w.add(key, 1, 1); }
    w.add(nan, 2, 1);
    CHECK(w.size() == 3);
    CHECK(w.begin()->first == -1.0);
    CHECK(w[nan].size() == 2);
}

TEST_CASE("ordered_index: a group that overflows stays as it was", "[ordered_index]") {
    ordered_index<int, int, checked<std::int8_t>> w;
    w.add(1, 1, 127);
    CHECK_THROWS_AS(w.add(1, 1, 1), overflow_error);
    CHECK(w[1][1] == 127);
}
