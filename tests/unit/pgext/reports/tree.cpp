/// What stream tables read, drawn as a tree.
#include "reports/tree.hpp"

#include <catch2/catch_all.hpp>

#include <string>

using namespace pgt::ext;

namespace {

drawn_relation stream_table(std::string name, std::vector<std::size_t> reads) {
    return {.name = std::move(name),
            .kind = relation_kind::stream_table,
            .status = "ACTIVE",
            .mode = "FULL",
            .reads = std::move(reads)};
}
drawn_relation view(std::string name, std::vector<std::size_t> reads) {
    return {.name = std::move(name), .kind = relation_kind::view, .reads = std::move(reads)};
}
drawn_relation table(std::string name) { return {.name = std::move(name), .kind = relation_kind::table}; }

std::string text_of(const relation_graph& graph, std::optional<std::size_t> root = {}) {
    std::string text = "\n";
    for (const tree_line& line : draw_tree(graph, root)) { text += line.text + "\n"; }
    return text;
}

} // namespace

TEST_CASE("tree: nothing", "[monitoring]") { CHECK(draw_tree({}, {}).empty()); }

TEST_CASE("tree: a chain goes down to its table", "[monitoring]") {
    const relation_graph chain{table("t"), stream_table("a", {0}), stream_table("b", {1})};
    CHECK(text_of(chain) == R"(
b
└── a
    └── t [src]
)");
    const auto lines = draw_tree(chain, {});
    CHECK(lines[2].node == 0);
    CHECK(lines[2].depth == 2);
}

TEST_CASE("tree: roots and branches stand in the order of their names", "[monitoring]") {
    CHECK(text_of({table("z"), table("y"), stream_table("q", {0, 1}), stream_table("p", {0})}) == R"(
p
└── z [src]
q
├── y [src]
└── z [src]
)");
}

TEST_CASE("tree: what is shared is drawn once, tables each time", "[monitoring]") {
    CHECK(text_of({table("t"), stream_table("a", {0}), stream_table("b", {1}), stream_table("c", {1}),
                   stream_table("d", {2, 3})}) == R"(
d
├── b
│   └── a
│       └── t [src]
└── c
    └── a (see above)
)");
}

TEST_CASE("tree: views are passed through, by the shortest way", "[monitoring]") {
    const relation_graph graph{table("t"), view("v", {0}), view("w", {1}), stream_table("a", {2}),
                               stream_table("b", {0, 1})};
    CHECK(text_of(graph) == R"(
a
└── t [src] (through w, v)
b
└── t [src]
)");
}

TEST_CASE("tree: of one table", "[monitoring]") {
    CHECK(text_of({table("t"), stream_table("a", {0}), stream_table("b", {1})}, 1) == R"(
a
└── t [src]
)");
}

TEST_CASE("tree: many layers of diamonds are no longer than they are many", "[monitoring]") {
    relation_graph ladder{table("t")};
    constexpr std::size_t layers = 40;
    for (std::size_t layer = 0; layer < layers; ++layer) {
        const std::size_t below = ladder.size() - 1;
        ladder.push_back(stream_table("left" + std::to_string(layer), {below}));
        ladder.push_back(stream_table("right" + std::to_string(layer), {below}));
        ladder.push_back(stream_table("top" + std::to_string(layer), {below + 1, below + 2}));
    }
    CHECK(draw_tree(ladder, {}).size() < 5 * layers);
}
