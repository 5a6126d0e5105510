/// Pieces of printed SQL that know how tightly they bind.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace dbsp::detail {

/// From loosest to tightest, as in SQL.
enum class binding : std::uint8_t {
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

struct sql_text {
    std::string text;
    binding binds;

    sql_text(std::string sql, binding level = binding::atom) : text(std::move(sql)), binds(level) {}

    /// As an operand of something that binds as `level`: in parentheses if this binds less tightly.
    [[nodiscard]] std::string at_least(binding level) const {
        return binds >= level ? text : '(' + text + ')';
    }

    /// The same, in parentheses if this binds only just as tightly, too.
    [[nodiscard]] std::string above(binding level) const { return binds > level ? text : '(' + text + ')'; }

    [[nodiscard]] std::string atom() const { return at_least(binding::atom); }
};

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
inline sql_text infix(std::string_view name, binding level, const sql_text& left, const sql_text& right) {
    return {join_texts(" ", left.at_least(level), name, right.above(level)), level};
}

/// The same for one that does not chain, such as a comparison.
inline sql_text infix_alone(std::string_view name, binding level, const sql_text& left,
                            const sql_text& right) {
    return {join_texts(" ", left.above(level), name, right.above(level)), level};
}

} // namespace dbsp::detail
