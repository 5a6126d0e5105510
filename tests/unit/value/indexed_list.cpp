#include <dbsp/value/indexed_list.hpp>

#include <catch2/catch_test_macros.hpp>

#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace dbsp::test {

namespace {
using named_numbers = dbsp::detail::indexed_list<std::pair<std::string, int>>;

void append_number(named_numbers& list, int i) {
    auto const key = std::to_string(i);
    list.append(list.needed_hash(key), key, i);
}
named_numbers numbers_up_to(int count) {
    named_numbers list;
    for (int i = 0; i < count; ++i) { append_number(list, i); }
    return list;
}
bool has_numbers(const named_numbers& list, int from, int to) {
    for (int i = from; i < to; ++i) {
        auto const at = list.find(std::to_string(i));
        if (at == named_numbers::absent || list[at].second != i) { return false; }
    }
    return list.size() == static_cast<std::size_t>(to - from);
}

/// Copies of it fail when told to.
struct reluctant {
    int value = 0;
    bool refuses = false;
    reluctant() = default;
    reluctant(int v, bool r) : value(v), refuses(r) {}
    reluctant(const reluctant& other) : value(other.value), refuses(other.refuses) {
        if (refuses) { throw std::runtime_error("no copy"); }
    }
    reluctant(reluctant&&) noexcept = default;
    reluctant& operator=(const reluctant&) = delete;
    reluctant& operator=(reluctant&&) noexcept = default;
    ~reluctant() = default;
    friend bool operator==(const reluctant& a, const reluctant& b) { return a.value == b.value; }
};
} // namespace

} // namespace dbsp::test
template <> struct std::hash<dbsp::test::reluctant> {
    std::size_t operator()(const dbsp::test::reluctant& of) const noexcept {
        return static_cast<std::size_t>(of.value);
    }
};
namespace dbsp::test {

TEST_CASE("indexed_list: entries are found, in short and long lists, and in copies",
          "[value][indexed_list]") {
    for (int const count : {0, 1, 12, 13, 100, 5000}) {
        auto list = numbers_up_to(count);
        CHECK(has_numbers(list, 0, count));
        CHECK(list.find("-1") == named_numbers::absent);
        auto copy = list;
        append_number(copy, count);
        CHECK(has_numbers(copy, 0, count + 1));
        CHECK(has_numbers(list, 0, count));
        auto const moved = std::move(copy);
        CHECK(has_numbers(moved, 0, count + 1));
        copy = list; // after having been moved from
        CHECK(has_numbers(copy, 0, count));
    }
}

TEST_CASE("indexed_list: a removed entry is replaced by the last", "[value][indexed_list]") {
    for (int const count : {10, 300}) {
        auto list = numbers_up_to(count);
        for (int i = 0; i < count - 1; ++i) { list.remove(list.find(std::to_string(i))); }
        CHECK(has_numbers(list, count - 1, count));
        CHECK(list.find("0") == named_numbers::absent);
        for (int i = 0; i < count - 1; ++i) { append_number(list, i); }
        CHECK(has_numbers(list, 0, count));
    }
}

TEST_CASE("indexed_list: entries need not be assignable", "[value][indexed_list]") {
    struct constant {
        const std::string text;
    };
    static_assert(!std::is_move_assignable_v<constant>);
    for (int const count : {5, 40}) {
        dbsp::detail::indexed_list<std::pair<int, constant>> list;
        for (int i = 0; i < count; ++i) { list.append(list.needed_hash(i), i, constant{std::to_string(i)}); }
        list.remove(list.find(1));
        list.remove(list.find(count - 1));
        CHECK(list.size() == static_cast<std::size_t>(count - 2));
        CHECK(list.find(1) == list.absent);
        for (int const i : {0, 2, count - 2}) {
            auto const at = list.find(i);
            REQUIRE(at != list.absent);
            CHECK(list[at].second.text == std::to_string(i));
        }
    }
}

TEST_CASE("indexed_list: clear and shrink", "[value][indexed_list]") {
    for (int const count : {5, 300}) {
        auto list = numbers_up_to(count);
        auto const allocated = list.allocated();
        list.clear();
        CHECK(list.find("1") == named_numbers::absent);
        CHECK(list.allocated() == allocated);
        list.clear(); // empty already
        CHECK(list.allocated() == allocated);
        append_number(list, 7);
        CHECK(has_numbers(list, 7, 8));
        list.shrink();
        CHECK(list.allocated() < allocated);
        CHECK(has_numbers(list, 7, 8));
        append_number(list, 8);
        CHECK(has_numbers(list, 7, 9));
    }
    auto list = numbers_up_to(300);
    while (list.size() > 3) { list.remove(0); }
    list.clear(); // far too much memory for three
    CHECK(list.allocated() == 0);
}

TEST_CASE("indexed_list: room for more", "[value][indexed_list]") {
    auto list = numbers_up_to(3);
    list.reserve_more(100);
    auto const allocated = list.allocated();
    for (int i = 3; i < 103; ++i) { append_number(list, i); }
    CHECK(list.allocated() == allocated);
    CHECK(has_numbers(list, 0, 103));
}

TEST_CASE("indexed_list: what is probably there", "[value][indexed_list]") {
    CHECK(named_numbers().probable(hash_of(std::string("1"))) == nullptr);
    auto const list = numbers_up_to(100);
    auto const* const found = list.probable(hash_of(std::string("42")));
    REQUIRE(found != nullptr);
    CHECK(found->second == 42);
    list.fetch_slot(1);
    list.fetch_entry(1);
}

TEST_CASE("indexed_list: where appending throws, nothing has changed", "[value][indexed_list]") {
    for (int const count : {0, 12, 40}) { // at 12 the list is about to get an index
        dbsp::detail::indexed_list<std::pair<reluctant, int>> list;
        for (int i = 0; i < count; ++i) {
            reluctant const key(i, false);
            list.append(list.needed_hash(key), key, i);
        }
        reluctant const bad(count, true);
        CHECK_THROWS_AS(list.append(list.needed_hash(bad), bad, 0), std::runtime_error);
        CHECK(list.size() == static_cast<std::size_t>(count));
        CHECK(list.find(bad) == list.absent);
        reluctant const good(count, false);
        list.append(list.needed_hash(good), good, 1);
        CHECK(list.find(good) == static_cast<std::size_t>(count));
    }
}

} // namespace dbsp::test
