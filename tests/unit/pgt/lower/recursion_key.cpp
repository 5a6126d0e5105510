#include <pgt/lower/facts/recursion_key.hpp>

#include <pgt/bind/bind.hpp>
#include <pgt/bind/declared_catalog.hpp>

#include <catch2/catch_test_macros.hpp>

#include <optional>
#include <string>

namespace {
using pgt::lower::column_set;

const pgt::bind::catalog& trees() {
    static const pgt::bind::declared_catalog declared(
        "CREATE TABLE node (id integer PRIMARY KEY, parent integer, label text, weight integer);"
        "CREATE TABLE bag (id integer, parent integer);");
    return declared;
}

std::optional<column_set> key_of(const std::string& query) {
    auto const bound = pgt::bind::bind_query(query, trees());
    pgt::lower::typing types(bound, trees());
    auto const top = pgt::lower::recursion_at_top(bound.root, types);
    REQUIRE(top);
    types.bind_leaf({pgt::lower::iterate_before}, types.of(top->fixpoint));
    return pgt::lower::recursion_key(bound, types, *top);
}

/// The nodes of a tree: how the first ones are chosen, what is added, and how the others are found.
std::optional<column_set> key_of_tree(const std::string& start, const std::string& added,
                                      const std::string& on) {
    return key_of("WITH RECURSIVE t (depth, id, up) AS (SELECT 0, id, parent FROM node WHERE " + start +
                  " UNION ALL SELECT t.depth + 1, " + added + ", n.parent FROM node n JOIN t ON " + on +
                  ") SELECT * FROM t");
}
} // namespace

TEST_CASE("recursion_key: of a tree is the key of its nodes", "[lower][recursion_key]") {
    CHECK(key_of_tree("parent IS NULL", "n.id", "n.parent = t.id") == column_set{1});
    CHECK(key_of_tree("parent IS NULL AND weight > 1", "n.id", "n.parent = t.id AND n.weight > t.depth") ==
          column_set{1});
    CHECK(key_of_tree("label IS NULL", "n.id", "n.parent = t.id AND n.label IS NOT NULL") == column_set{1});
}

TEST_CASE("recursion_key: there is none where a node could be reached twice", "[lower][recursion_key]") {
    CHECK_FALSE(key_of_tree("id = 1", "n.id", "n.parent = t.id"));
    CHECK_FALSE(key_of_tree("parent IS NULL OR weight = 1", "n.id", "n.parent = t.id"));
    CHECK_FALSE(key_of_tree("parent IS NULL", "n.id", "n.weight = t.id"));
    CHECK_FALSE(key_of_tree("parent IS NULL", "n.id", "n.parent = t.up"));
    CHECK_FALSE(key_of_tree("parent IS NULL", "n.id", "n.parent < t.id"));
    CHECK_FALSE(key_of_tree("parent IS NULL", "n.id", "n.parent IS NOT DISTINCT FROM t.id"));
}

TEST_CASE("recursion_key: there is none where the step changes it, or the table has none",
          "[lower][recursion_key]") {
    CHECK_FALSE(key_of_tree("parent IS NULL", "n.id + 1", "n.parent = t.id"));
    CHECK_FALSE(key_of_tree("parent IS NULL", "n.parent", "n.parent = t.id"));
    CHECK_FALSE(key_of("WITH RECURSIVE t AS (SELECT id FROM bag WHERE parent IS NULL UNION ALL SELECT b.id "
                       "FROM bag b JOIN t ON b.parent = t.id) SELECT * FROM t"));
    CHECK_FALSE(
        key_of("WITH RECURSIVE t AS (SELECT id FROM node WHERE parent IS NULL UNION ALL SELECT n.id "
               "FROM node n JOIN node m ON m.id = n.weight JOIN t ON n.parent = t.id) SELECT * FROM t"));
}
