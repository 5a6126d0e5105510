#include "raw.hpp"

#include <pgt/checkpoint.hpp>
#include <pgt/error.hpp>

#include <pg_query.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

namespace pgt::parse {

namespace {

struct free_result {
    void operator()(PgQueryParseResult* result) const {
        pg_query_free_parse_result(*result);
        delete result;
    }
};
using parse_result = std::unique_ptr<PgQueryParseResult, free_result>;

/// PostgreSQL counts characters from 1, we count bytes from 0.
int byte_position(std::string_view sql, int character) {
    std::size_t byte = 0;
    for (int seen = 1; seen < character && byte < sql.size(); ++seen) {
        do { ++byte; } while (byte < sql.size() && (static_cast<unsigned char>(sql[byte]) & 0xc0U) == 0x80U);
    }
    return static_cast<int>(byte);
}

/// An upper bound of the depth that the tree can gain without growth of the grammar's own stack: chains of operators, joins and set operations. Words inside constants are counted too, so it may be too high, never too low.
std::size_t chain_links(std::string_view sql) {
    static constexpr std::string_view operators = "+-*/<>=~!@#%^&|`?:";
    static constexpr std::array<std::string_view, 6> words{"JOIN",      "UNION",   "EXCEPT",
                                                           "INTERSECT", "COLLATE", "ZONE"};
    auto const same_letter = [](char a, char b) { return (a == b || a == b - 'A' + 'a'); };
    std::size_t count = 0;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        bool const in_operator = operators.contains(sql[i]);
        bool const in_word = std::ranges::any_of(words, [&](std::string_view word) {
            return std::ranges::equal(sql.substr(i, word.size()), word, same_letter);
        });
        if ((in_operator && (i == 0 || !operators.contains(sql[i - 1]))) || in_word) { ++count; }
    }
    return count;
}

/// libpg_query prints its tree recursively, without looking at the stack: at 10,000 links it needs less than 2 MB.
constexpr std::size_t most_links = 10'000;

constexpr std::size_t bytes_of_link = 200;
constexpr std::size_t bytes_of_all = 65'536;

void check_depth(std::string_view sql) {
    auto const links = std::min(chain_links(sql), sql.size() / 2);
    if (links >= most_links) {
        throw user_error(sqlstate::program_limit_exceeded, "the query is too complex")
            .detail("It has more than " + std::to_string(most_links) + " operators.")
            .hint("Make parts of it stream tables of their own.");
    }
    if (!has_room(bytes_of_all + links * bytes_of_link)) {
        throw user_error(sqlstate::statement_too_complex, "the query is too complex")
            .detail("There is not enough stack to parse it.")
            .hint("Increase \"max_stack_depth\", or make parts of the query stream tables of their own.");
    }
}

} // namespace

json::document parse_raw(const std::string& sql) {
    check_depth(sql);
    if (sql.contains('\0')) { throw user_error(sqlstate::syntax_error, "the query contains a zero byte"); }
    parse_result const parsed(new PgQueryParseResult(pg_query_parse(sql.c_str())));
    if (parsed->error != nullptr) {
        throw user_error(sqlstate::syntax_error, parsed->error->message)
            .at(byte_position(sql, parsed->error->cursorpos));
    }
    return json::document(parsed->parse_tree);
}

std::vector<statement> statements(const json::document& tree, const std::string& sql) {
    std::vector<statement> result;
    for (auto const& field : tree.root().children()) {
        if (field.name() != "stmts") { continue; }
        for (auto const& one : field.children()) {
            fields f("RawStmt", one, 0);
            auto const begin = static_cast<std::size_t>(f.number("stmt_location"));
            auto const length =
                f.has("stmt_len") ? static_cast<std::size_t>(f.number("stmt_len")) : sql.size();
            result.push_back({f.child("stmt").value(), sql.substr(begin, length)});
        }
    }
    return result;
}

node single_statement(const json::document& tree, const std::string& sql) {
    auto const list = statements(tree, sql);
    if (list.size() != 1) {
        throw user_error(sqlstate::syntax_error, "a defining query must be a single SELECT")
            .detail("There are " + std::to_string(list.size()) + " statements.");
    }
    return list.front().parsed;
}

} // namespace pgt::parse
