#include <dbsp/dbsp.hpp>
#include <dbsp/engine/profile.hpp>
#include <dbsp/engine/snapshot.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <sstream>
#include <string_view>
#include <utility>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;

namespace {
using item = std::pair<int, int>;
using table = circuit<functions<item>>;

auto const by_first = labelled("first", [](const item& r) { return item(r.first, 0); });
auto const by_second = labelled("second", [](const item& r) { return item(r.second, 0); });
auto const ends = labelled("ends", [](const item& a, const item& b) { return item(a.first, b.second); });
auto const rising = labelled("rising", [](const item& r) { return r.first < r.second; });

/// The only operator that is called so.
const operator_profile& at(const circuit_profile& profile, std::string_view name) {
    auto const found = std::ranges::find(profile.graph.vertices, name, &circuit_graph::vertex::name);
    REQUIRE(profile.graph.count(name) == 1);
    return profile.operators.at(found->id);
}
} // namespace

TEST_CASE("profile: of the views of a pipeline, beside snapshots", "[engine][profile]") {
    auto const a = share(filter(source<item>("a"), rising));
    using views = basic_pipeline<with<snapshots, profiles>>;
    auto const make = [&] { return views(view("all", a), materialized_view("set", distinct(a))); };
    views running = make();
    running.input<item>("a").push({{{1, 2}, 2}, {{3, 4}, 1}});
    running.step();
    auto const set = profile_of(running, "set");
    CHECK(at(set, "filter").total.rows_out == 2);
    CHECK(at(set, "distinct").state.rows == 2);
    CHECK(set.view.rows >= 2);
    CHECK_THAT(print_text(set), ContainsSubstring("distinct"));
    CHECK_THAT(print_text(profile_of(running, "all")), !ContainsSubstring("distinct"));
    CHECK_THROWS_AS(profile_of(running, "none"), circuit_error);
    std::stringstream bytes;
    save(bytes, running);
    views other = make();
    restore(bytes, other);
    CHECK(other.state<item>("set") == running.state<item>("set"));
}

TEST_CASE("profile: what views share runs once and is counted once", "[engine][profile]") {
    auto const check = [](auto a) {
        int calls = 0;
        auto const counted =
            labelled("counted", [&calls](const item& r) { return ++calls > 0 && r.first > 0; });
        auto const parts = share(distinct(filter(a, counted)));
        auto const closure = share(fixpoint(
            [](auto path, auto edge) {
                return distinct(edge + join(path, edge, on(by_second, by_first), ends));
            },
            parts));
        basic_pipeline<with<profiles>> running(view("parts", parts), view("same", filter(parts, rising)),
                                               view("paths", closure), view("more", filter(closure, rising)));
        running.template input<item>("a").push({{{1, 2}, 2}, {{2, 3}, 1}});
        running.step();
        CHECK(calls == 2);
        for (const auto* name : {"parts", "same", "paths", "more"}) {
            auto const profile = profile_of(running, name);
            auto const& ids = profile.graph.vertices;
            auto const once = std::ranges::find(ids, "distinct", &circuit_graph::vertex::name);
            CHECK(profile.operators.at(once->id).total.rows_out == 2);
            CHECK(profile.operators.at(once->id).state.rows == 2);
        }
        CHECK(at(profile_of(running, "paths"), "join").total.rows_out == 1);
        CHECK(at(profile_of(running, "more"), "join").state.rows == 5); // three paths and two edges
    };
    check(source<item>("a"));
    check(source<table>("a"));
}

} // namespace dbsp::test
