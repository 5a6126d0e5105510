#include <pgt/lower/facts/unique_key.hpp>

#include "unit/pgt/support/tables.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace support;
using pgt::lower::column_set;
using pgt::lower::unique_key;

namespace {
pgt::bind::query query_of(const circuit& root) {
    return {root,
            {},
            {table(0, "a", {{"id", "integer!"}, {"x", "integer"}}, {0}),
             table(1, "b", {{"id", "integer!"}, {"y", "integer"}}, {0}),
             table(2, "bag", {{"z", "integer"}})}};
}
const no_catalog nothing;
std::optional<column_set> key_of(const circuit& root) {
    auto const query = query_of(root);
    pgt::lower::typing types(query, nothing);
    return unique_key(query, types, root);
}
mapping padded(bool left) {
    auto const null = expression::null();
    return left ? mapping({c(0), c(1), null, null}) : mapping({null, null, c(0), c(1)});
}
} // namespace

TEST_CASE("unique_key: a table's, as long as the query shows it", "[lower][unique_key]") {
    CHECK(key_of(source(0)) == column_set{0});
    CHECK_FALSE(key_of(source(2)));
    CHECK(key_of(dbsp::filter(source(0), predicate(less(c(0), c(1))))) == column_set{0});
    CHECK(key_of(dbsp::map(source(0), mapping({c(1), c(0)}))) == column_set{1});
    CHECK_FALSE(key_of(dbsp::map(source(0), mapping({c(1)}))));
    // A column shown twice is needed once.
    CHECK(key_of(dbsp::map(source(0), mapping({c(0), c(0)}))) == column_set{0});
}

TEST_CASE("unique_key: of a join is that of the side whose rows have one partner", "[lower][unique_key]") {
    CHECK(key_of(joined(source(0), 2, 1, source(1), 2, 0)) == column_set{0});
    CHECK(key_of(joined(source(0), 2, 0, source(1), 2, 1)) == column_set{2});
    CHECK(key_of(joined(source(0), 2, 1, source(1), 2, 1)) == column_set{0, 2});
    CHECK_FALSE(key_of(joined(source(0), 2, 1, source(2), 1, 0)));
}

TEST_CASE("unique_key: rows of an outer join without a partner have NULLs in the other key",
          "[lower][unique_key]") {
    auto const pair = pairing(2, columns(4));
    auto const on_key = [](std::size_t a, std::size_t b) { return dbsp::on(key({c(a)}), key({c(b)})); };
    CHECK(key_of(dbsp::left_join(source(0), source(1), on_key(1, 0), pair, padded(true))) == column_set{0});
    CHECK(key_of(dbsp::left_join(source(0), source(1), on_key(0, 1), pair, padded(true))) ==
          column_set{0, 2});
    CHECK(key_of(dbsp::full_join(source(0), source(1), on_key(1, 0), pair, padded(true), padded(false))) ==
          column_set{0, 2});
}

TEST_CASE("unique_key: a full join of groups has none if both may be groups of NULLs",
          "[lower][unique_key]") {
    // (NULL) without a partner on the left and (NULL) without one on the right would be one row by (key, key).
    auto const by_nullable = [](std::size_t table) {
        return grouped(dbsp::map(source(table), mapping({c(1)})), 1, {count_rows()});
    };
    auto const null = expression::null();
    auto const joined_fully = dbsp::full_join(
        by_nullable(0), by_nullable(1), dbsp::on(key({c(0)}), key({c(0)})), pairing(2, columns(4)),
        mapping({c(0), c(1), null, null}), mapping({null, null, c(0), c(1)}));
    CHECK_FALSE(key_of(joined_fully));
}

TEST_CASE("unique_key: of groups is what they are grouped by", "[lower][unique_key]") {
    CHECK(key_of(grouped(source(0), 2, {count_rows()})) == column_set{0, 1});
    CHECK(key_of(grouped(source(0), 0, {count_rows()})) == column_set{});
}

TEST_CASE("unique_key: a sum has none, since both terms may hold a row", "[lower][unique_key]") {
    CHECK_FALSE(key_of(dbsp::plus(source(0), source(0))));
}

TEST_CASE("unique_key: as many joins as you like have few keys", "[lower][unique_key]") {
    // A chain of tables with one partner each: every table's key is one, and no set that holds another.
    auto chain = source(0);
    for (std::size_t i = 1; i < 40; ++i) { chain = joined(chain, 2 * i, 2 * (i - 1), source(1), 2, 0); }
    CHECK(key_of(chain) == column_set{0});
    // Of tables that are joined by no key, only all keys together are one.
    auto loose = source(0);
    for (std::size_t i = 1; i < 40; ++i) { loose = joined(loose, 2 * i, 1, source(1), 2, 1); }
    CHECK(key_of(loose).value().size() == 40);
}

TEST_CASE("unique_key: what occurs twice is looked at once", "[lower][unique_key]") {
    auto doubled = source(0);
    for (std::size_t i = 0; i < 40; ++i) {
        doubled = dbsp::map(joined(doubled, 2, 0, doubled, 2, 0), mapping({c(0), c(1)}));
    }
    CHECK(key_of(doubled) == column_set{0});
}

TEST_CASE("unique_key: the rows of VALUES have none", "[lower][unique_key]") {
    pgt::bind::query const query{dbsp::source<circuit>("values0"), {}, {}, {{"values0", {{c(0)}, {c(0)}}}}};
    pgt::lower::typing types(query, nothing);
    CHECK_FALSE(unique_key(query, types, query.root));
}

TEST_CASE("unique_key: the rows of a function are told apart by their number", "[lower][unique_key]") {
    auto const expanded = [](std::size_t table, bool ordinality, bool one) {
        pgt::function_rows made{
            .functions = {{expression::call(operation::server, {sql::build("f(1)")}, {})}},
            .columns = {"x", "o"},
            .ordinality = ordinality,
            .gives_one_row = one};
        return key_of(dbsp::flat_map(source(table), pgt::expansion(made)));
    };
    CHECK(expanded(0, true, false) == column_set{0, 3});
    CHECK(expanded(0, false, true) == column_set{0});
    CHECK_FALSE(expanded(0, false, false));
    CHECK_FALSE(expanded(2, true, false));
}
