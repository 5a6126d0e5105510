#include <dbsp/zset/zset.hpp>

#include "property/laws/group.hpp"
#include "property/support/generate.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace dbsp;
using namespace dbsp::test;

TEST_CASE("a Z-set of integers is an abelian group", "[law][zset]") {
    check_group_laws<zset<int>>(any_zset_of(below(40)));
}

TEST_CASE("a Z-set of strings is an abelian group", "[law][zset]") { check_group_laws<zset<std::string>>(); }

TEST_CASE("a Z-set of floating-point numbers is an abelian group", "[law][zset]") {
    check_group_laws<zset<double>>();
}

TEST_CASE("a Z-set of rows is an abelian group", "[law][zset]") {
    check_group_laws<zset<std::pair<std::optional<int>, std::vector<std::string>>>>();
}

TEST_CASE("a Z-set with 32-bit weights is an abelian group", "[law][zset]") {
    check_group_laws<zset<std::uint32_t, checked<std::int32_t>>>();
}
