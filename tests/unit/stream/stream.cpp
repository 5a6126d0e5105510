#include <dbsp/concept/checked.hpp>
#include <dbsp/stream/prefix.hpp>
#include <dbsp/stream/stream.hpp>

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <optional>
#include <vector>

using namespace dbsp;
using namespace dbsp::formal;

namespace {
using number = checked<int>;
using numbers = std::vector<number>;

static_assert(group_operations<stream<number>> && !abelian_group<stream<number>>);
static_assert(group_operations<stream<stream<number>>>);
static_assert(!std::equality_comparable<stream<number>>);

stream<number> squares() {
    return stream<number>([](std::size_t t) { return number(t) * number(t); });
}
} // namespace

TEST_CASE("a default stream is zero for ever", "[stream]") {
    stream<number> const s;
    CHECK(s[0] == 0);
    CHECK(s[1'000'000] == 0);
    CHECK(stream<stream<number>>()[3][4] == 0);
}

TEST_CASE("a stream of a prefix is zero after it", "[stream]") {
    CHECK(prefix(stream<number>{1, 2}, 4) == numbers{1, 2, 0, 0});
    CHECK(prefix(stream<number>(std::from_range, std::vector{3, 4}), 3) == numbers{3, 4, 0});
}

TEST_CASE("a stream of a function is that function", "[stream]") {
    CHECK(prefix(squares(), 5) == numbers{0, 1, 4, 9, 16});
}

TEST_CASE("elements are computed once, in order, when first needed", "[stream]") {
    std::vector<std::size_t> asked;
    stream<number> const s([&](std::size_t t) {
        asked.push_back(t);
        return number(t);
    });
    auto const copy = s;
    CHECK(asked.empty());
    CHECK(s[2] == 2);
    CHECK(copy[1] == 1);
    CHECK(copy[3] == 3);
    CHECK(asked == std::vector<std::size_t>{0, 1, 2, 3});
}

TEST_CASE("a reference to an element stays while more are computed", "[stream]") {
    auto const s = squares();
    auto const& second = s[2];
    CHECK(s[1'000] == 1'000'000);
    CHECK(second == 4);
}

TEST_CASE("streams are added, subtracted and negated element by element", "[stream]") {
    stream<number> const ten{10, 10};
    CHECK(prefix(squares() + ten, 3) == numbers{10, 11, 4});
    CHECK(prefix(squares() - ten, 3) == numbers{-10, -9, 4});
    CHECK(prefix(-squares(), 3) == numbers{0, -1, -4});
}

TEST_CASE("an element whose computation throws is computed again at the next read", "[stream]") {
    bool broken = true;
    stream<number> const s([&](std::size_t t) {
        if (t == 1 && broken) { throw domain_error("not yet"); }
        return number(t);
    });
    CHECK(s[0] == 0);
    CHECK_THROWS_AS(s[2], domain_error);
    broken = false;
    CHECK(s[2] == 2);
}

TEST_CASE("an element that needs itself is an error", "[stream]") {
    auto const self = std::make_shared<std::optional<stream<number>>>();
    *self = stream<number>([watched = std::weak_ptr(self)](std::size_t t) { return (**watched.lock())[t]; });
    CHECK_THROWS_AS((**self)[0], circuit_error);
}
