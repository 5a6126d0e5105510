#include <pgt/error.hpp>
#include <pgt/parse/view_query.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string_view>
#include <vector>

namespace pgt::parse {
namespace {

/// A part of a statement that is neither white space nor a comment.
struct token {
    std::size_t begin = 0;
    std::size_t end = 0;
    int depth = 0; ///< of parentheses around it
};

bool is_in_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) != 0 || c == '_' || c == '$' || byte >= 0x80U;
}

/// Takes a statement apart, as far as it matters where words stand.
class scanner {
  public:
    explicit scanner(std::string_view text) : text_(text) {}

    /// Up to a semicolon outside of parentheses.
    std::vector<token> tokens() {
        std::vector<token> all;
        while (skip_blank(), at_ < text_.size()) {
            if (text_[at_] == ';' && depth_ == 0) { break; }
            if (text_[at_] == ')') { --depth_; }
            const std::size_t begin = at_;
            const int depth = depth_;
            if (text_[at_] == '(') { ++depth_; }
            skip_token();
            all.push_back({.begin = begin, .end = at_, .depth = depth});
        }
        return all;
    }

  private:
    [[nodiscard]] bool is_next(std::string_view what) const { return text_.substr(at_).starts_with(what); }
    /// Behind the next place of `what`; the end if there is none.
    void skip_past(std::string_view what) {
        const std::size_t found = text_.find(what, at_);
        at_ = found == std::string_view::npos ? text_.size() : found + what.size();
    }

    void skip_blank() {
        while (at_ < text_.size()) {
            if (std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
                ++at_;
            } else if (is_next("--")) {
                skip_past("\n");
            } else if (is_next("/*")) {
                skip_comment();
            } else {
                return;
            }
        }
    }
    /// Comments of this kind stand inside each other.
    void skip_comment() {
        int depth = 0;
        do {
            if (is_next("/*")) {
                ++depth;
                at_ += 2;
            } else if (is_next("*/")) {
                --depth;
                at_ += 2;
            } else {
                ++at_;
            }
        } while (depth > 0 && at_ < text_.size());
    }

    void skip_token() {
        const char first = text_[at_];
        if (first == '\'' || first == '"') { return skip_quoted(first, false); }
        if (first == '$') { return skip_dollars(); }
        if (!is_in_word(first)) {
            ++at_;
            return;
        }
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_in_word(text_[at_])) { ++at_; }
        const bool is_escaped = at_ - begin == 1 && (first == 'e' || first == 'E');
        if (is_escaped && is_next("'")) { skip_quoted('\'', true); }
    }
    /// A quote inside is doubled, or escaped.
    void skip_quoted(char quote, bool has_escapes) {
        for (++at_; at_ < text_.size(); ++at_) {
            const bool is_doubled = text_[at_] == quote && text_.substr(at_ + 1).starts_with(quote);
            if (is_doubled || (has_escapes && text_[at_] == '\\')) {
                ++at_;
            } else if (text_[at_] == quote) {
                break;
            }
        }
        at_ = std::min(at_ + 1, text_.size());
    }
    /// A constant between two tags, such as `$body$`; or a parameter.
    void skip_dollars() {
        std::size_t end = at_ + 1;
        while (end < text_.size() && text_[end] != '$' && is_in_word(text_[end])) { ++end; }
        if (end >= text_.size() || text_[end] != '$') {
            ++at_;
            return;
        }
        const std::string_view tag = text_.substr(at_, end + 1 - at_);
        at_ = end + 1;
        skip_past(tag);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

/// Whether a token outside of parentheses is a keyword, given in upper case.
bool is_keyword(std::string_view text, const token& one, std::string_view word) {
    if (one.depth != 0) { return false; }
    return std::ranges::equal(text.substr(one.begin, one.end - one.begin), word, {},
                              [](unsigned char c) { return std::toupper(c); });
}

/// How many tokens of WITH DATA or WITH NO DATA stand at the end.
std::size_t length_of_ending(std::string_view text, const std::vector<token>& tokens) {
    const auto is = [&](std::size_t from_end, std::string_view word) {
        return from_end <= tokens.size() && is_keyword(text, tokens[tokens.size() - from_end], word);
    };
    if (!is(1, "DATA")) { return 0; }
    if (is(2, "WITH")) { return 2; }
    return is(2, "NO") && is(3, "WITH") ? 3 : 0;
}

} // namespace

std::string query_of_view(const std::string& statement) {
    const std::string_view text = statement;
    const std::vector<token> tokens = scanner(text).tokens();
    const auto as =
        std::ranges::find_if(tokens, [&](const token& one) { return is_keyword(text, one, "AS"); });
    const std::size_t length = tokens.size() - length_of_ending(text, tokens);
    const auto first = static_cast<std::size_t>(as - tokens.begin()) + 1;
    if (first >= length) { throw user_error(sqlstate::syntax_error, "the statement has no query"); }
    const std::size_t begin = tokens[first].begin;
    return statement.substr(begin, tokens[length - 1].end - begin);
}

} // namespace pgt::parse
