#include <dbsp/zset/ordered_index.hpp>

#include "property/support/generate.hpp"
#include "property/support/law.hpp"

#include <utility>

using namespace dbsp;
using namespace dbsp::test;

namespace {
using rows = zset<std::pair<int, int>>;

ordered_index<int, std::pair<int, int>> index(const rows& z) {
    ordered_index<int, std::pair<int, int>> made;
    for (const auto& [row, w] : z) { made.add(row.first, row, w); }
    return made;
}

template <class Groups> rows flat(Groups&& groups) {
    rows all;
    for (const auto& [key, group] : groups) { all += group; }
    return all;
}

/// The rows of `z` whose key is accepted.
template <class Accept> rows searched(const rows& z, Accept&& accept) {
    rows found;
    for (const auto& [row, w] : z) {
        if (accept(row.first)) { found.add(row, w); }
    }
    return found;
}
} // namespace

TEST_CASE("law: an ordered index has what was added to it", "[law][ordered_index]") {
    check_law("the groups of an index of z add up to z",
              [](const rows& z) { RC_ASSERT(flat(index(z)) == z); });
    check_law("index(a) with all of b added is index(a + b)", [](const rows& a, const rows& b) {
        auto sum = index(a);
        for (const auto& [row, w] : b) { sum.add(row.first, row, w); }
        RC_ASSERT(sum == index(a + b));
    });
}

TEST_CASE("law: ranges of an ordered index are those of a search", "[law][ordered_index]") {
    check_law("between, from, up_to", [](const rows& z) {
        auto const made = index(z);
        auto const low = *below(10) - 1;
        auto const high = *below(10) - 1;
        RC_ASSERT(flat(made.between(low, high)) == searched(z, [=](int k) { return low <= k && k <= high; }));
        RC_ASSERT(flat(made.from(low)) == searched(z, [=](int k) { return low <= k; }));
        RC_ASSERT(flat(made.up_to(high)) == searched(z, [=](int k) { return k <= high; }));
    });
}
