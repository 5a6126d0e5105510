#include <dbsp/dbsp.hpp>
#include <dbsp/engine/profile.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <stdexcept>
#include <string>
#include <thread>
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
circuit_graph without_notes(circuit_graph graph) {
    for (auto& vertex : graph.vertices) { vertex.note.clear(); }
    return graph;
}
} // namespace

TEST_CASE("profile: rows and states of each operator, per step and in total", "[engine][profile]") {
    auto const check = [](auto a, auto b) {
        auto const circuit = distinct(join(filter(a, rising), b, on(by_first, by_second), ends));
        engine running(circuit, with<profiles>{});
        auto& in = running.template input<item>("a");
        in.push({{{1, 2}, 1}, {{2, 1}, 1}, {{1, 3}, 1}});
        running.template input<item>("b").push({{{5, 1}, 1}, {{6, 1}, 1}, {{7, 9}, 1}});
        running.step();
        in.push({{{1, 4}, 1}});
        auto const change = zset(running.step());
        auto const profile = profile_of(running);
        CHECK(without_notes(profile.graph) == graph_of(circuit));
        CHECK(profile.steps == 2);
        CHECK(at(profile, "filter").total.rows_in == 4);
        CHECK(at(profile, "filter").total.rows_out == 3);
        CHECK(at(profile, "filter").step.rows_in == 1);
        CHECK(at(profile, "filter").state == state_size());
        CHECK(at(profile, "join").total.rows_in == 6);
        CHECK(at(profile, "join").total.rows_out == 6);
        CHECK(at(profile, "join").step.rows_out == 2);
        CHECK(at(profile, "join").state.rows == 6);
        CHECK(at(profile, "join").state.bytes >= 6 * sizeof(item));
        CHECK(at(profile, "distinct").step.rows_out == change.size());
        CHECK(at(profile, "distinct").state.rows == 1); // all pairs have the same ends
    };
    check(source<item>("a"), source<item>("b"));
    check(source<table>("a"), source<table>("b"));
}

TEST_CASE("profile: a shared part is measured once, a body at each iteration", "[engine][profile]") {
    auto const check = [](auto a) {
        auto const edges = share(filter(a, rising));
        auto const paths = fixpoint(
            [](auto path, auto edge) {
                return distinct(edge + join(path, edge, on(by_second, by_first), ends));
            },
            edges);
        auto const circuit = plus(paths, edges);
        engine running(circuit, with<profiles>{});
        running.template input<item>("a").push({{{1, 2}, 1}, {{2, 3}, 1}, {{3, 4}, 1}});
        running.step();
        auto const profile = profile_of(running);
        CHECK(without_notes(profile.graph) == graph_of(circuit));
        CHECK(at(profile, "filter").total.rows_out == 3);
        CHECK(at(profile, "fixpoint").total.rows_in == 3);
        CHECK(at(profile, "fixpoint").total.rows_out == 6);
        CHECK(at(profile, "join").total.rows_out == 3); // two of two edges, one of three
        CHECK(at(profile, "distinct").state.rows >= 6);
    };
    check(source<item>("a"));
    check(source<table>("a"));
}

TEST_CASE("profile: the time of an operator is its own", "[engine][profile]") {
    auto const check = [](auto a) {
        auto const slow = labelled("slow", [](const item& r) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            return r;
        });
        engine running(distinct(filter(map(a, slow), rising)), with<profiles>{});
        running.template input<item>("a").insert({1, 2});
        running.step();
        auto const profile = profile_of(running);
        CHECK(at(profile, "map").total.time >= std::chrono::milliseconds(20));
        CHECK(at(profile, "map").step.time == at(profile, "map").total.time);
        auto const others = at(profile, "source").total.time + at(profile, "filter").total.time +
                            at(profile, "distinct").total.time;
        CHECK(others < at(profile, "map").total.time);
    };
    check(source<item>("a"));
    check(source<table>("a"));
}

TEST_CASE("profile: a step that fails does not count", "[engine][profile]") {
    auto const picky = [](const item& r) { return r.first > 0 ? r : throw std::runtime_error("zero"); };
    engine running(map(source<item>("a"), picky), with<profiles>{});
    auto& a = running.input<item>("a");
    a.insert({1, 1});
    running.step();
    a.insert({0, 1});
    CHECK_THROWS(running.step());
    auto const profile = profile_of(running);
    CHECK(profile.steps == 1);
    CHECK(at(profile, "map").total.rows_out == 1);
}

TEST_CASE("profile: in all three prints", "[engine][profile]") {
    engine running(distinct(source<item>("a")), with<profiles>{});
    running.input<item>("a").push({{{1, 1}, 1}, {{2, 2}, 1}});
    running.step();
    auto const profile = profile_of(running);
    CHECK_THAT(print_text(profile), ContainsSubstring("distinct  [pointwise]  in 2, out 2, ") &&
                                        ContainsSubstring(" ms, keeps 2 rows, ") &&
                                        ContainsSubstring("source: a  [leaf]  in 0, out 2, "));
    CHECK_THAT(print_dot(profile), ContainsSubstring("label=\"distinct\\nin 2, out 2, "));
    CHECK_THAT(print_mermaid(profile), ContainsSubstring("\"distinct<br/>in 2, out 2, "));
}

TEST_CASE("profile: sizes of states with rows of their own", "[engine][profile]") {
    using word = std::pair<int, std::string>;
    auto const key = labelled("key", [](const word& r) { return r.first; });
    auto const longest = labelled("text", [](const word& r) { return r.second; });
    engine running(source<word>("a") | group_by(key) | aggregate(max(longest), count()), with<profiles>{});
    running.input<word>("a").push({{{1, std::string(1000, 'x')}, 1}, {{1, "b"}, 1}, {{2, "c"}, 1}});
    running.step();
    auto const size = at(profile_of(running), "aggregate").state;
    CHECK(size.rows == 5); // three values, and a number for each group
    CHECK(size.bytes > 1000);
    CHECK(size.bytes < 8000);
}

} // namespace dbsp::test
