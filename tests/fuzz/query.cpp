// Reads any text as the query of a stream table, and as a script of a schema.  What is refused has to be refused by an error for users, with
// a place inside the text.
//
// The first byte says whether the others are the text, or each is a word of SQL, so that the search reaches what stands behind the grammar.

#include <pgt/error.hpp>
#include <pgt/parse/parse.hpp>
#include <pgt/parse/schema.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>

namespace {

constexpr const char* words[] = {
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP BY",
    "HAVING",
    "ORDER BY",
    "LIMIT",
    "OFFSET",
    "DISTINCT",
    "DISTINCT ON",
    "(",
    ")",
    "(",
    ")",
    ",",
    ".",
    "*",
    "a",
    "b",
    "t",
    "u",
    "s.t",
    "t.a",
    "t.*",
    "1",
    "0",
    "1.5",
    "-1",
    "'x'",
    "NULL",
    "TRUE",
    "$1",
    "AS",
    "AS x",
    "AS x(a, b)",
    "JOIN",
    "LEFT JOIN",
    "FULL JOIN",
    "CROSS JOIN",
    "NATURAL JOIN",
    "LATERAL",
    "ON",
    "USING (a)",
    "UNION",
    "UNION ALL",
    "INTERSECT",
    "EXCEPT ALL",
    "WITH x AS",
    "WITH RECURSIVE x AS",
    "WITH RECURSIVE x(a) AS",
    "AS MATERIALIZED",
    "SEARCH DEPTH FIRST BY a SET o",
    "CYCLE a SET c USING p",
    "VALUES",
    "IN",
    "NOT IN",
    "EXISTS",
    "NOT",
    "AND",
    "OR",
    "=",
    "<",
    "<>",
    "<=",
    "+",
    "-",
    "/",
    "||",
    "::int",
    "::text[]",
    "::numeric(3, 1)",
    "CAST",
    "BETWEEN",
    "LIKE",
    "IS NULL",
    "IS NOT DISTINCT FROM",
    "= ANY",
    "< ALL",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "count(*)",
    "sum(a)",
    "sum(DISTINCT a)",
    "string_agg(a, ',' ORDER BY b)",
    "FILTER (WHERE a)",
    "WITHIN GROUP (ORDER BY a)",
    "percentile_cont(0.5)",
    "row_number()",
    "OVER ()",
    "OVER (PARTITION BY a ORDER BY b)",
    "OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
    "OVER w",
    "WINDOW w AS (ORDER BY a)",
    "GROUPING SETS",
    "ROLLUP",
    "CUBE",
    "GROUPING(a)",
    "ROW(a, b)",
    "ARRAY[a]",
    "ARRAY(SELECT a FROM t)",
    "[1]",
    "[1:2]",
    "generate_series(1, a)",
    "unnest(a)",
    "WITH ORDINALITY",
    "ROWS FROM (f(a), g(b))",
    "TABLESAMPLE system (1)",
    "FOR UPDATE",
    "NULLS FIRST",
    "DESC",
    "FETCH FIRST 1 ROW WITH TIES",
    "COLLATE \"C\"",
    "AT TIME ZONE 'UTC'",
    "INTERVAL '1 day'",
    "EXTRACT(year FROM a)",
    "json_table(a, '$[*]' COLUMNS (x int PATH '$'))",
    "JSON_VALUE(a, '$')",
    "JSON_OBJECT('k': a)",
    "xmltable('/r' PASSING a COLUMNS x int)",
    "xmlelement(name e, a)",
    "CREATE TABLE",
    "CREATE VIEW",
    "CREATE TABLE t",
    "int",
    "text NOT NULL",
    "PRIMARY KEY",
    "PRIMARY KEY (a)",
    "UNIQUE (a, b)",
    "REFERENCES u",
    "PARTITION BY LIST (a)",
    "INHERITS (u)",
    "CREATE AGGREGATE f(int)",
    ";",
    "INSERT INTO t",
    "UPDATE t SET a = 1",
    "DELETE FROM t",
    "RETURNING a",
    "now()",
    "random()",
};

void require(bool holds) {
    if (!holds) { __builtin_trap(); }
}

template <class Read> void attempt(const std::string& text, Read read) {
    try {
        read(text);
    } catch (const pgt::user_error& error) {
        require(error.sqlstate().size() == 5 && *error.what() != '\0');
        auto const at = error.position();
        require(!at || (*at >= 0 && static_cast<std::size_t>(*at) <= text.size()));
    }
}

std::string of_words(const std::uint8_t* bytes, std::size_t size) {
    std::string text = "SELECT";
    for (std::size_t i = 0; i < size; ++i) { text = text + " " + words[bytes[i] % std::size(words)]; }
    return text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) { return 0; }
    std::string text =
        (*bytes & 1U) != 0 ? of_words(bytes + 1, size - 1) : std::string(bytes + 1, bytes + size);
    if ((*bytes & 2U) != 0 && (*bytes & 1U) != 0) { text.erase(0, std::string("SELECT").size()); }
    std::erase(text, '\0'); // the server hands over texts that end with it
    attempt(text, [](const std::string& sql) { static_cast<void>(pgt::parse::parse(sql)); });
    attempt(text, [](const std::string& sql) { pgt::parse::check_allowed(sql); });
    attempt(text, [](const std::string& sql) { static_cast<void>(pgt::parse::parse_schema(sql)); });
    return 0;
}
