#include <dbsp/zset/indexed_zset.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

using namespace dbsp;

namespace {
using words = indexed_zset<std::string, int>;

static_assert(abelian_group<words> && std::ranges::forward_range<const words>);
static_assert(!std::ranges::random_access_range<const words> && !any_zset<words>);
} // namespace

TEST_CASE("a group is found by its key and a missing one is empty", "[indexed_zset]") {
    words w;
    w.add("a", 1, 2);
    w.add("b", 1, -1);
    CHECK(w["a"] == zset<int>{{1, 2}});
    CHECK(w["c"].empty());
    CHECK(w.size() == 2);
    CHECK(w.contains("b"));
}

TEST_CASE("a group that becomes empty goes", "[indexed_zset]") {
    words w;
    w.add("a", 1, 2);
    w.add("a", 1, -2);
    w.add("b", 1, 0);
    w.add("c", zset<int>{});
    CHECK(w.empty());
    CHECK(w == words{});
}

TEST_CASE("whole groups are added", "[indexed_zset]") {
    words w;
    w.add("a", zset<int>{{1, 1}, {2, 1}});
    w.add("a", zset<int>{{1, -1}, {3, 1}});
    CHECK(w["a"] == zset<int>{{2, 1}, {3, 1}});
    w.add("a", zset<int>{{2, -1}, {3, -1}});
    CHECK(w.empty());
}

TEST_CASE("key and group may be references into the same indexed Z-set", "[indexed_zset]") {
    words w;
    w.add("a key too long for its own buffer", zset<int>{{1, 1}});
    w.add(w.begin()->first, zset<int>{{1, -1}, {2, 1}});
    CHECK(w["a key too long for its own buffer"] == zset<int>{{2, 1}});
    auto const& group = w["a key too long for its own buffer"];
    w.add("a key too long for its own buffer", group);
    CHECK(w["a key too long for its own buffer"] == zset<int>{{2, 2}});
    for (int i = 0; i < 100; ++i) { w.add(std::to_string(i), w["a key too long for its own buffer"]); }
    CHECK(w["99"] == zset<int>{{2, 2}});
}

TEST_CASE("overflow leaves a group as before", "[indexed_zset]") {
    constexpr auto most = std::numeric_limits<std::int8_t>::max();
    indexed_zset<int, int, checked<std::int8_t>> w;
    w.add(1, zset<int, checked<std::int8_t>>{{1, 1}, {2, most}});
    auto const before = w;
    CHECK_THROWS_AS((w.add(1, zset<int, checked<std::int8_t>>{{1, 1}, {2, 1}})), overflow_error);
    CHECK(w == before);
}

TEST_CASE("indexed Z-sets are rows, whatever the order of their groups", "[indexed_zset]") {
    words one;
    words same;
    for (int i = 0; i < 50; ++i) {
        one.add(std::to_string(i), i, 1);
        same.add(std::to_string(49 - i), 49 - i, 1);
    }
    CHECK(equal(one, same));
    CHECK(hash_of(one) == hash_of(same));
}

TEST_CASE("indexing arranges rows by a key and flattening forgets it", "[indexed_zset]") {
    zset<std::pair<int, int>> const rows{{{1, 10}, 1}, {{1, 11}, 2}, {{2, 20}, -1}};
    auto const by_first = index_by(rows, [](const auto& row) { return row.first; });
    CHECK(by_first[1].size() == 2);
    CHECK(by_first[2] == zset<std::pair<int, int>>{{{2, 20}, -1}});
    CHECK(by_first.flatten() == rows);
}

TEST_CASE("indexed Z-sets are added and subtracted group by group", "[indexed_zset]") {
    words a;
    a.add("a", 1, 1);
    words b;
    b.add("b", 2, 1);
    CHECK((a + b).size() == 2);
    CHECK(a + b - b == a);
    CHECK(a + (-a) == words{});
}
