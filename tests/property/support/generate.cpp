/// The helpers of the other tests, tested: that generators reach the interesting cases, and that a law can
/// fail.

#include "property/support/generate.hpp"
#include "property/support/law.hpp"
#include "property/support/relational.hpp"
#include "property/support/streams.hpp"

#include <functional>

using namespace dbsp;
using namespace dbsp::test;

namespace {
/// How many of 200 random values have a property.
template <class T> int count_of(const rc::Gen<T>& generator, const std::function<bool(const T&)>& has) {
    int count = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        count += has(generator(rc::Random(seed), static_cast<int>(seed / 2)).value()) ? 1 : 0;
    }
    return count;
}
bool any_negative(const relation& r) {
    return std::ranges::any_of(r, [](const auto& entry) { return entry.second < 0; });
}
} // namespace

TEST_CASE("random Z-sets are empty, small and large, with weights of both signs", "[support]") {
    auto const generator = rc::gen::arbitrary<relation>();
    CHECK(count_of<relation>(generator, [](const relation& r) { return r.empty(); }) >= 3);
    CHECK(count_of<relation>(generator, [](const relation& r) { return r.size() > relation::small_size; }) >=
          50);
    CHECK(count_of<relation>(generator, any_negative) >= 100);
    CHECK(count_of<relation>(generator, [](const relation& r) { return !compose(r, r).empty(); }) >= 100);
}

TEST_CASE("random streams hold empty batches, cancellations and joins that find something", "[support]") {
    using batches = formal::stream<relation>;
    auto const generator = rc::gen::arbitrary<batches>();
    auto const shrinks_at_some_time = [](const batches& s) {
        auto const states = formal::prefix(formal::integrate(s), horizon);
        return std::ranges::adjacent_find(states, std::ranges::greater{}, &relation::size) != states.end();
    };
    CHECK(count_of<batches>(generator, [](const batches& s) { return s[0].empty() && !s[1].empty(); }) >= 3);
    CHECK(count_of<batches>(generator, shrinks_at_some_time) >= 20);
    CHECK(count_of<batches>(generator, [](const batches& s) { return !compose(s[0], s[1]).empty(); }) >= 50);
}

TEST_CASE("a law that does not hold is found, shrunk and explained", "[support]") {
    auto const result = dbsp::test::detail::run_law(
        "" /* unnamed: RapidCheck lists named failures when the program ends */,
        [](const relation& r) { RC_ASSERT(r.empty()); }, effort{});
    REQUIRE(result.is<rc::detail::FailureResult>());
    CHECK(result.get<rc::detail::FailureResult>().counterExample.front().second == "({(0, 0): 1})");
    CHECK(dbsp::test::detail::explain("all Z-sets are empty", result).contains("RC_PARAMS=\"seed="));
}
