#include <dbsp/aggregate/ordered_bag.hpp>

#include <catch2/catch_test_macros.hpp>

#include <map>

namespace dbsp::test {

namespace {
using bag = dbsp::detail::ordered_bag<int, default_weight>;
using content = std::map<int, default_weight>;

content content_of(const bag& values) {
    content all;
    for (const auto& [value, w] : values) { all.emplace(value, w); }
    return all;
}
} // namespace

TEST_CASE("ordered_bag: what has become zero is not seen while a journal is open",
          "[aggregate][ordered_bag]") {
    bag values;
    values.add(1, 1);
    values.add(2, 1);
    values.open();
    values.add(1, -1);
    CHECK(values.size() == 1);
    CHECK(values.begin()->first == 2);
    values.add(2, -1);
    CHECK(values.empty());
    CHECK(values.begin() == values.end());
    values.commit();
    CHECK(values.empty());
    values.add(1, 1);
    CHECK(content_of(values) == content{{1, 1}});
}

TEST_CASE("ordered_bag: a rollback restores weights, entries and what is negative",
          "[aggregate][ordered_bag]") {
    bag values;
    values.add(1, 1);
    values.add(2, -1);
    values.open();
    values.open(); // has no effect
    values.add(2, 1);
    values.add(1, -1);
    values.add(1, 3);
    values.add(3, -2);
    values.add(4, 1);
    values.add(4, -1);
    CHECK(content_of(values) == content{{1, 3}, {3, -2}});
    values.rollback();
    CHECK(content_of(values) == content{{1, 1}, {2, -1}});
    CHECK(values.negative_entries() == 1);
    values.rollback(); // nothing is open
    CHECK(values.size() == 2);
}

TEST_CASE("ordered_bag: random steps, committed and rolled back", "[aggregate][ordered_bag]") {
    bag values;
    content expected;
    std::uint32_t random = 5;
    auto const next = [&random](std::uint32_t n) {
        random = random * 1664525U + 1013904223U;
        return static_cast<int>((random >> 16U) % n);
    };
    for (int step = 0; step < 400; ++step) {
        auto const before = expected;
        values.open();
        for (int i = next(20); i > 0; --i) {
            auto const value = next(10);
            default_weight const w = next(5) - 2;
            values.add(value, w);
            auto& known = expected[value];
            known = known + w;
            if (known == 0) { expected.erase(value); }
        }
        if (step % 2 == 0) {
            values.commit();
        } else {
            values.rollback();
            expected = before;
        }
        REQUIRE(content_of(values) == expected);
        REQUIRE(values.size() == expected.size());
    }
}

} // namespace dbsp::test
