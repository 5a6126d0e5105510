#include <dbsp/concept/checked.hpp>
#include <dbsp/concept/group.hpp>
#include <dbsp/concept/product_group.hpp>
#include <dbsp/stream/stream.hpp>
#include <dbsp/zset/indexed_zset.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace dbsp;

namespace {
using weight = checked<int>;
using stream = formal::stream<weight>;

static_assert(abelian_group<weight> && abelian_group<zset<int>> && abelian_group<indexed_zset<int, int>>);
static_assert(abelian_group<product_group<>> && abelian_group<product_group<weight, zset<std::string>>>);
static_assert(!abelian_group<int> && !abelian_group<double> && !abelian_group<std::string>);

static_assert(group_operations<weight> && group_operations<stream> &&
              group_operations<formal::stream<stream>>);
static_assert(!abelian_group<stream>, "equality of streams can't be decided");
static_assert(!group_operations<int>);

static_assert(commutative_monoid<int> && ring<weight> && !ring<zset<int>> && weight_ring<weight>);

/// A group of someone else's, without `-` between two and without a tag of its own.
struct parity {
    bool odd = false;
    friend parity operator+(parity a, parity b) { return {a.odd != b.odd}; }
    parity operator-() const { return *this; }
    friend bool operator==(parity, parity) = default;
};
} // namespace

template <> inline constexpr bool dbsp::enable_group<parity> = true;

TEST_CASE("a type becomes a group when its laws are declared", "[group]") {
    CHECK(detail::subtract(parity{true}, parity{true}) == parity{});
}

TEST_CASE("a product of groups adds and negates each component", "[group]") {
    product_group<weight, zset<int>> const a{{1, {{7, 2}}}};
    CHECK(a + a == product_group<weight, zset<int>>{{2, {{7, 4}}}});
    CHECK(a + (-a) == product_group<weight, zset<int>>{});
}
