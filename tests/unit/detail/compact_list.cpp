#include <dbsp/detail/compact_list.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace dbsp::test {

namespace {
/// Too large to stand in the list itself, with memory of its own.
struct wide {
    std::array<std::int64_t, 3> numbers{};
    std::string text;
};

template <class E, class Make> void check_growth(Make make) {
    dbsp::detail::compact_list<E> list;
    CHECK(list.empty());
    for (int i = 0; i < 40; ++i) {
        list.reserve(list.size() + 1);
        list.append(make(i));
    }
    REQUIRE(list.size() == 40);
    dbsp::detail::compact_list<E> other(std::move(list));
    REQUIRE(other.size() == 40);
    list = std::move(other);
    int seen = 0;
    list.erase_if([&](const E&) { return seen++ % 2 == 0; });
    CHECK(list.size() == 20);
    for (std::size_t i = 0; i < list.size(); ++i) { CHECK(list[i] == make(static_cast<int>(2 * i + 1))); }
    list.cut(7);
    REQUIRE(list.size() == 7);
    CHECK(list[6] == make(13));
    list.append(make(3)); // in the room that is left
    CHECK(list[7] == make(3));
}
} // namespace

TEST_CASE("compact_list: grows, moves and shrinks", "[detail][compact_list]") {
    check_growth<int>([](int i) { return i; });
    check_growth<std::string>(
        [](int i) { return "a text that has memory of its own, no. " + std::to_string(i); });
}

TEST_CASE("compact_list: one small element needs no memory besides", "[detail][compact_list]") {
    dbsp::detail::compact_list<std::int64_t> small;
    CHECK(sizeof(small) == 16);
    small.reserve(1);
    small.append(7);
    CHECK(small.allocated() == 0);
    auto moved = std::move(small);
    CHECK(moved[0] == 7);
    moved.reserve(2);
    moved.append(8);
    CHECK(moved[0] == 7);
    CHECK(moved.allocated() == 2 * sizeof(std::int64_t));
    moved = dbsp::detail::compact_list<std::int64_t>();
    CHECK(moved.empty());

    dbsp::detail::compact_list<wide> large;
    CHECK(sizeof(large) == 16);
    large.reserve(1);
    large.append({{1, 2, 3}, "a text that has memory of its own, too"});
    CHECK(large.allocated() == sizeof(wide));
    large.erase_if([](const wide&) { return true; });
    CHECK(large.empty());
}

} // namespace dbsp::test
