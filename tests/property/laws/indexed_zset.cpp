#include <dbsp/zset/indexed_zset.hpp>

#include "property/laws/group.hpp"
#include "property/support/generate.hpp"

#include <string>
#include <utility>

using namespace dbsp;
using namespace dbsp::test;

TEST_CASE("an indexed Z-set is an abelian group", "[law][indexed_zset]") {
    check_group_laws<indexed_zset<int, std::string>>();
}

TEST_CASE("law: indexing and flattening again changes nothing", "[law][indexed_zset]") {
    check_law("index_by(z, key).flatten() == z", [](const zset<std::pair<int, int>>& z) {
        RC_ASSERT(index_by(z, [](const auto& row) { return row.first; }).flatten() == z);
    });
}

TEST_CASE("law: indexing is linear", "[law][indexed_zset]") {
    auto const index = [](const auto& z) { return index_by(z, [](const auto& row) { return row.first; }); };
    using rows = zset<std::pair<int, int>>;
    check_law("index(a + b) == index(a) + index(b)",
              [=](const rows& a, const rows& b) { RC_ASSERT(index(a + b) == index(a) + index(b)); });
    check_law("index(-a) == -index(a)", [=](const rows& a) { RC_ASSERT(index(-a) == -index(a)); });
}
