/// Pieces of printed SQL that know how tightly they bind.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace dbsp {

/// How tightly an expression holds together, from loosest to tightest, as in SQL.
enum class sql_binding : std::uint8_t {
    any,
    disjunction,
    conjunction,
    negation,
    is,
    comparison,
    between,
    additive,
    multiplicative,
    unary,
    atom
};

/// SQL text that is an expression: what an operator prints, and what it is given for its operands.
struct sql_text {
    std::string text;
    sql_binding binds;

    sql_text(std::string sql, sql_binding level = sql_binding::atom) : text(std::move(sql)), binds(level) {}

    /// As an operand of something that binds as `level`: in parentheses if this binds less tightly.
    [[nodiscard]] std::string at_least(sql_binding level) const {
        return binds >= level ? text : '(' + text + ')';
    }

    /// The same, in parentheses if this binds only just as tightly, too.
    [[nodiscard]] std::string above(sql_binding level) const {
        return binds > level ? text : '(' + text + ')';
    }

    [[nodiscard]] std::string atom() const { return at_least(sql_binding::atom); }
};

namespace detail {
/// `text` between quote marks, each inner one doubled.
inline std::string quote(std::string_view text, char mark) {
    std::string quoted(1, mark);
    for (const char c : text) { quoted.append(c == mark ? 2 : 1, c); }
    return quoted + mark;
}

inline std::string quote_identifier(std::string_view name) { return quote(name, '"'); }

/// The texts with `separator` between them.
template <class... Text> std::string join_texts(std::string_view separator, const Text&... text) {
    std::string joined;
    ((joined.append(joined.empty() ? std::string_view() : separator).append(text)), ...);
    return joined;
}

/// `left name right` of an operator that groups to the left.
inline sql_text infix(std::string_view name, sql_binding level, const sql_text& left, const sql_text& right) {
    return {join_texts(" ", left.at_least(level), name, right.above(level)), level};
}

/// The same for one that does not chain, such as a comparison.
inline sql_text infix_alone(std::string_view name, sql_binding level, const sql_text& left,
                            const sql_text& right) {
    return {join_texts(" ", left.above(level), name, right.above(level)), level};
}

} // namespace detail

} // namespace dbsp
