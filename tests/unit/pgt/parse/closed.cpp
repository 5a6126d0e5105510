/// Whatever the syntax tree has no place for is refused: nothing of a query is skipped.
#include <pgt/parse/parse.hpp>

#include "unit/pgt/support/refused.hpp"

using namespace pgt;

/// The construct that is named, and the text from its place on.
static std::pair<std::string, std::string> refusal(const std::string& sql) {
    auto const e = support::refused([&] { (void)parse::parse(sql); });
    CHECK(e.sqlstate() == "0A000");
    CHECK_FALSE(e.detail().empty());
    CHECK_FALSE(e.hint().empty());
    std::string const message = e.what();
    return {message.substr(0, message.find(" cannot be maintained")), support::pointed_at(sql, e)};
}
using pair = std::pair<std::string, std::string>;

TEST_CASE("closed: constructs without a place in the tree", "[pgt][parse]") {
    CHECK(refusal("SELECT 1 FROM t TABLESAMPLE system (1)") == pair("TABLESAMPLE", "system (1)"));
    CHECK(refusal("SELECT 1 FROM t FOR UPDATE").first == "FOR UPDATE or FOR SHARE");
    CHECK(refusal("SELECT 1 FROM (SELECT 1 FROM t FOR KEY SHARE) s").first == "FOR UPDATE or FOR SHARE");
    CHECK(refusal("SELECT 1 INTO u FROM t").first == "SELECT INTO");
    CHECK(refusal("SELECT $1") == pair("a parameter", "$1"));
    CHECK(refusal("SELECT JSON_ARRAY(SELECT 1)").first == "JSON_ARRAY of a subquery");
    CHECK(refusal("SELECT (r).* FROM t").first == "(row).*");
    CHECK(refusal("WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 1 FROM r) SEARCH DEPTH FIRST BY a SET b "
                  "SELECT 1 FROM r")
              .first == "SEARCH");
    CHECK(
        refusal(
            "WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 1 FROM r) CYCLE a SET b USING c SELECT 1 FROM r")
            .first == "CYCLE");
    CHECK(refusal("WITH d AS (DELETE FROM t RETURNING *) SELECT 1 FROM d").first == "DeleteStmt");
}

TEST_CASE("closed: unknown statements and nodes", "[pgt][parse]") {
    CHECK(refusal("INSERT INTO t VALUES (1)").first == "InsertStmt");
    CHECK(refusal("CREATE TABLE t (a int)").first == "CreateStmt");
    CHECK(refusal("SELECT merge_action()").first == "MergeSupportFunc");
    CHECK(refusal("VALUES (DEFAULT)").first == "SetToDefault");
}

TEST_CASE("closed: a field that is set and not read", "[pgt][parse]") {
    CHECK(refusal("SELECT a::SETOF int").first == "TypeName with setof");
}
