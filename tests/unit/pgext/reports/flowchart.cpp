/// What stream tables read, as flow charts.
#include "reports/flowchart.hpp"

#include <catch2/catch_all.hpp>

#include <string>

using namespace pgt::ext;
using Catch::Matchers::ContainsSubstring;

namespace {

relation_graph named(std::string name) { return {{.name = std::move(name), .kind = relation_kind::table}}; }

relation_graph with_status(std::string status, bool is_own) {
    return {{.name = "t",
             .kind = relation_kind::stream_table,
             .status = std::move(status),
             .mode = "FULL",
             .is_own = is_own}};
}

} // namespace

TEST_CASE("flowchart: edges lead from sources to readers", "[monitoring]") {
    relation_graph graph = named("a");
    graph.push_back({.name = "v", .kind = relation_kind::view, .reads = {0}});
    graph.push_back({.name = "t",
                     .kind = relation_kind::stream_table,
                     .status = "ACTIVE",
                     .mode = "DIFFERENTIAL",
                     .reads = {1}});
    CHECK_THAT(draw_mermaid(graph), ContainsSubstring(R"(flowchart TB
    n0[("a")]:::source
    n1["v"]:::view
    n2["t<br/>DIFFERENTIAL, ACTIVE"]:::user
    n0 --> n1
    n1 --> n2
)"));
    CHECK_THAT(draw_dot(graph), ContainsSubstring("    n0 -> n1;\n    n1 -> n2;\n}"));
}

TEST_CASE("flowchart: colours say how a table is", "[monitoring]") {
    CHECK_THAT(draw_mermaid(with_status("ACTIVE", false)), ContainsSubstring(":::user"));
    CHECK_THAT(draw_mermaid(with_status("ACTIVE", true)), ContainsSubstring(":::own"));
    CHECK_THAT(draw_mermaid(with_status("SUSPENDED", true)), ContainsSubstring(":::stopped"));
    CHECK_THAT(draw_mermaid(with_status("ERROR", false)), ContainsSubstring(":::stopped"));
    CHECK_THAT(draw_mermaid(with_status("PAUSED", false)), ContainsSubstring(":::user"));
}

TEST_CASE("flowchart: no name breaks out of its label", "[monitoring]") {
    const std::string odd = "a\"]\n#<b>&`\\;";
    CHECK_THAT(draw_mermaid(named(odd)),
               ContainsSubstring("[(\"a#quot;]#8629;#35;#lt;b#gt;#amp;#96;#92;;\")]:::source\n"));
    CHECK_THAT(draw_dot(named(odd)), ContainsSubstring("[label=\"a\\\"]\\n#<b>&`\\\\;\", shape"));
}

TEST_CASE("flowchart: an empty one is one still", "[monitoring]") {
    CHECK(draw_mermaid({}).starts_with("flowchart TB\n    classDef"));
    CHECK(draw_dot({}) == "digraph stream_tables {\n    rankdir=TB;\n}\n");
}
