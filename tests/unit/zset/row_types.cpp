#include <dbsp/zset/zset.hpp>

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace {
/// Made from anything, as some value types are: it must not be taken for a position.
struct greedy {
    std::uint64_t id = 0;

    greedy() = default;
    template <std::integral I> greedy(I value) : id(static_cast<std::uint64_t>(value)) {}
    friend bool operator==(const greedy&, const greedy&) = default;
};
} // namespace

template <> struct std::hash<greedy> {
    std::size_t operator()(const greedy& value) const noexcept { return value.id; }
};

namespace {
template <class T> void count_to_a_hundred() {
    dbsp::zset<T> z;
    for (std::uint32_t i = 0; i < 100; ++i) { z.add(T(i), 1); }
    for (std::uint32_t i = 0; i < 100; i += 2) { z.add(T(i), -1); }
    CHECK(z.size() == 50);
    CHECK(z[T(17)] == 1);
    CHECK(!z.contains(T(18)));
}
} // namespace

TEST_CASE("zset: rows may be of the type of its positions, or made from it", "[zset]") {
    count_to_a_hundred<std::uint32_t>();
    count_to_a_hundred<greedy>();
}
