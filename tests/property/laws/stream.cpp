#include "property/laws/group.hpp"
#include "property/support/streams.hpp"

using namespace dbsp;
using namespace dbsp::test;

namespace {
constexpr auto begin_alike = [](const auto& a, const auto& b) { return formal::equal_up_to(a, b, horizon); };
} // namespace

TEST_CASE("theorem: streams over a group obey the laws of a group", "[theorem][stream]") {
    using batches = formal::stream<zset<int>>;
    check_group_laws<batches>(rc::gen::arbitrary<batches>(), begin_alike);
}

TEST_CASE("theorem: streams of streams obey the laws of a group", "[theorem][stream]") {
    using nested = formal::stream<formal::stream<zset<int>>>;
    check_group_laws<nested>(rc::gen::arbitrary<nested>(), begin_alike);
}
