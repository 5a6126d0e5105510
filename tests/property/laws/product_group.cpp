#include <dbsp/concept/product_group.hpp>

#include "property/laws/group.hpp"
#include "property/support/generate.hpp"

using namespace dbsp;
using namespace dbsp::test;

namespace {
template <class... G> rc::Gen<product_group<G...>> any_product() {
    return rc::gen::map(rc::gen::arbitrary<std::tuple<G...>>(),
                        [](std::tuple<G...> parts) { return product_group<G...>{std::move(parts)}; });
}
} // namespace

TEST_CASE("a product of groups is an abelian group", "[law][product_group]") {
    check_group_laws(any_product<default_weight, zset<int>>());
}

TEST_CASE("a product of one group is an abelian group", "[law][product_group]") {
    check_group_laws(any_product<default_weight>());
}
