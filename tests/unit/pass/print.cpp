#include <dbsp/aggregate/count.hpp>
#include <dbsp/circuit/circuit.hpp>
#include <dbsp/pass/incrementalize.hpp>
#include <dbsp/pass/print.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>
#include <string_view>

using namespace dbsp;

namespace {
using runtime = circuit<functions<int>>;

auto fn(std::string text) {
    return labelled(std::move(text), [](const auto& row) { return row; });
}
auto predicate(std::string text) {
    return labelled(std::move(text), [](const auto&) { return true; });
}
auto const by = fn("key");

/// The text, with the line break that the raw string starts with taken off.
std::string expected(std::string_view text) { return std::string(text.substr(1)); }

std::size_t occurrences(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) { ++count; }
    return count;
}

/// Whether the quotes of a line are closed, a backslash protecting what follows it.
bool quotes_close(std::string_view line) {
    bool inside = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (inside && line[at] == '\\') {
            ++at;
        } else if (line[at] == '"') {
            inside = !inside;
        }
    }
    return !inside;
}
} // namespace

TEST_CASE("print_text: inputs stand below their operator", "[pass][print]") {
    auto const q = filter(join(source<int>("a"), source<int>("b"), on(by, by)), predicate("big"));
    CHECK(print_text(q) == expected(R"(
filter: big  [linear]
  join: key = key  [bilinear]
    source: a  [leaf]
    source: b  [leaf]
)"));
}

TEST_CASE("print_text: a run-time circuit prints like the static one", "[pass][print]") {
    auto const build = []<class Row>(std::type_identity<Row>) {
        auto const rows = source<Row>("a");
        return incrementalize(distinct(map(rows + rows, fn("f"))));
    };
    CHECK(print_text(build(std::type_identity<runtime>{})) == print_text(build(std::type_identity<int>{})));
}

TEST_CASE("print_text: the incremental join", "[pass][print]") {
    auto const q = incrementalize(join(negate(source<int>("a")), source<int>("b"), on(by, by)));
    CHECK(print_text(q) == expected(R"(
plus  [linear]
  join: key = key  [bilinear]
    #1 negate  [linear]
      source: a  [leaf]
    delay  [time-invariant]
      integrate  [time-invariant]
        source: b  [leaf]
  join: key = key  [bilinear]
    integrate  [time-invariant]
      #1
    source: b  [leaf]
)"));
}

TEST_CASE("print_text: a shared part has a number and is printed once", "[pass][print]") {
    auto const part = distinct(source<runtime>("a"));
    CHECK(print_text(part + (part - part)) == expected(R"(
plus  [linear]
  #1 distinct  [pointwise]
    source: a  [leaf]
  minus  [linear]
    #1
    #1
)"));
}

TEST_CASE("print_text: static parts are shared only where they say so", "[pass][print]") {
    auto const part = distinct(source<int>("a"));
    CHECK(graph_of(part + part).count("distinct") == 2);
    auto const once = share(part);
    CHECK(graph_of(once + once).count("distinct") == 1);
    CHECK(graph_of(share(part) + share(part)).count("distinct") == 2);
}

TEST_CASE("print_text: the body of a fixpoint stands below its inputs", "[pass][print]") {
    auto const q =
        fixpoint([](auto x, auto in) { return distinct(map(x, fn("step")) + in); }, negate(source<int>("a")));
    CHECK(print_text(q) == expected(R"(
fixpoint: no. 1  [recursive]
  negate  [linear]
    source: a  [leaf]
  body
    distinct  [pointwise]
      plus  [linear]
        map: step  [linear]
          variable  [leaf]
        import: input 0  [leaf]
)"));
}

TEST_CASE("print_text: the clocks of a nested incremental circuit are told apart", "[pass][print]") {
    auto const q =
        incrementalize(fixpoint([](auto x, auto in) { return distinct(x + in); }, source<runtime>("a")));
    CHECK(print_text(q) == expected(R"(
fixpoint: no. 1, of changes  [recursive]
  source: a  [leaf]
  body
    differentiate: clock 1  [time-invariant]
      differentiate  [time-invariant]
        distinct  [pointwise]
          integrate  [time-invariant]
            integrate: clock 1  [time-invariant]
              plus  [linear]
                variable  [leaf]
                import: delta0 of input 0  [leaf]
)"));
}

TEST_CASE("graph_of: a fixpoint inside a fixpoint has a scope of its own", "[pass][print]") {
    auto const q = fixpoint(
        [](auto x, auto in) {
            return distinct(fixpoint([](auto y, auto start) { return distinct(y + start); }, x + in));
        },
        source<runtime>("a"));
    auto const graph = graph_of(q);
    auto const& outer = graph.vertices.at(graph.output);
    REQUIRE(outer.body);
    auto const& body = graph.vertices.at(outer.body->output);
    auto const& inner = graph.vertices.at(body.inputs.at(0));
    CHECK(outer.scope == 0);
    CHECK(body.scope == outer.body->scope);
    REQUIRE(inner.body);
    CHECK(inner.body->scope != outer.body->scope);
    CHECK(graph.count("variable") == 2);
}

TEST_CASE("graph_of: inputs come before what needs them, and graphs of one circuit are equal",
          "[pass][print]") {
    auto const build = [] {
        return incrementalize(aggregate(group_by(source<int>("a"), by), count()) |
                              filter(labelled("p", [](const auto& r) { return r.second > 1; })));
    };
    auto const graph = graph_of(build());
    for (const auto& v : graph.vertices) {
        for (auto const input : v.inputs) { CHECK(input < v.id); }
    }
    CHECK(graph == graph_of(build()));
    CHECK_FALSE(graph == graph_of(source<int>("a")));
}

TEST_CASE("print_dot: a body is a cluster, shapes tell the class", "[pass][print]") {
    auto const q = fixpoint([](auto x, auto in) { return distinct(x + in); }, source<int>("a"));
    CHECK(print_dot(q) == expected(R"(
digraph circuit {
  rankdir=BT;
  n0 [label="source\na", shape=ellipse, tooltip="leaf"];
  subgraph cluster_1 { label="body";
    n1 [label="variable", shape=ellipse, tooltip="leaf"];
    n2 [label="import\ninput 0", shape=ellipse, tooltip="leaf"];
    n3 [label="plus", shape=box, tooltip="linear"];
    n4 [label="distinct", shape=trapezium, tooltip="pointwise"];
  }
  n5 [label="fixpoint\nno. 1", shape=doublecircle, tooltip="recursive"];
  n1 -> n3 [label="1"];
  n2 -> n3 [label="2"];
  n3 -> n4 [label=""];
  n0 -> n5 [label=""];
  n4 -> n5 [label="limit", style=dashed];
  n4 -> n1 [label="next", style=dashed];
}
)"));
}

TEST_CASE("print_mermaid: a body is a subgraph, shapes tell the class", "[pass][print]") {
    auto const q = fixpoint([](auto x, auto in) { return distinct(x + in); }, source<runtime>("a"));
    CHECK(print_mermaid(q) == expected(R"(
flowchart BT
  n0(["source<br/>a"])
  subgraph body1 ["body"]
    n1(["variable"])
    n2(["import<br/>input 0"])
    n3["plus"]
    n4[/"distinct"\]
  end
  n5((("fixpoint<br/>no. 1")))
  n1 -->|1| n3
  n2 -->|2| n3
  n3 --> n4
  n0 --> n5
  n4 -.->|limit| n5
  n4 -.->|next| n1
)"));
}

TEST_CASE("print: no label can break out of its quotes", "[pass][print]") {
    auto const nasty = GENERATE(
        std::string("say \"hi\"]; n9 -> n0; //"), std::string("ends with \\"), std::string("two\nlines\r\n"),
        std::string("a|b <b>&lt; `**x**` #35; {[(_)]}"), std::string("\"\\\"\\\\\""), std::string("end"));
    auto const q = filter(source<runtime>(nasty), predicate(nasty));

    auto const dot = print_dot(q);
    CHECK(occurrences(dot, "\n") == 6); // head, rankdir, two vertices, one edge, end
    for (std::size_t at = 0; at < dot.size();) {
        auto const end = dot.find('\n', at);
        CHECK(quotes_close(std::string_view(dot).substr(at, end - at)));
        at = end + 1;
    }

    auto const mermaid = print_mermaid(q);
    CHECK(occurrences(mermaid, "\n") == 4); // head, two vertices, one edge
    CHECK(occurrences(mermaid, "\"") == 4); // those around the labels
    auto const vertex = mermaid.substr(mermaid.find("n1["));
    auto const label = vertex.substr(4, vertex.rfind("\"]") - 4);
    CHECK(occurrences(label, "<") == occurrences(label, "<br/>"));
    CHECK(label.find_first_of("|[]{}()`*_\\") == std::string::npos);

    CHECK(occurrences(print_text(q), "\n") == 2);
}

TEST_CASE("print: labels keep what they say", "[pass][print]") {
    auto const q = filter(source<int>("orders"), predicate("\"total\" > 5"));
    CHECK(occurrences(print_dot(q), R"(filter\n\"total\" > 5)") == 1);
    CHECK(occurrences(print_mermaid(q), "filter<br/>#quot;total#quot; #gt; 5") == 1);
    CHECK(occurrences(print_text(q), "filter: \"total\" > 5") == 1);
}
