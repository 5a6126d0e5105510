/// Reads SQL expressions by the precedence of SQL, knowing nothing of how they were printed.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sql_reader {

/// `(name operand...)`
inline std::string node(std::string_view name, const std::vector<std::string>& operands) {
    std::string text = "(" + std::string(name);
    for (const auto& operand : operands) { text += " " + operand; }
    return text + ")";
}

/// A recursive descent from the loosest operator to the tightest; each function gives prefix notation.
class reader {
  public:
    explicit reader(std::string_view text) : rest_(text) {}

    std::string all() {
        std::string tree = disjunction();
        if (!rest_.empty()) { fail("the end"); }
        return tree;
    }

  private:
    std::string disjunction() {
        std::string left = conjunction();
        while (take("OR")) { left = node("OR", {left, conjunction()}); }
        return left;
    }
    std::string conjunction() {
        std::string left = negation();
        while (take("AND")) { left = node("AND", {left, negation()}); }
        return left;
    }
    std::string negation() { return take("NOT") ? node("NOT", {negation()}) : null_test(); }

    std::string null_test() {
        std::string operand = comparison();
        while (true) {
            if (take("IS NULL")) {
                operand = node("IS NULL", {operand});
            } else if (take("IS NOT NULL")) {
                operand = node("IS NOT NULL", {operand});
            } else {
                return operand;
            }
        }
    }
    std::string comparison() {
        std::string left = range();
        for (std::string_view name : {"=", "<>", "<=", ">=", "<", ">"}) {
            if (take(name)) { return node(name, {left, range()}); }
        }
        return left;
    }
    std::string range() {
        std::string left = sum();
        if (take("IN (")) { return node("IN", list(left)); }
        if (!take("BETWEEN")) { return left; }
        std::string const low = sum();
        expect("AND");
        return node("BETWEEN", {left, low, sum()});
    }
    std::string sum() { return chain({"+", "-"}, &reader::product); }
    std::string product() { return chain({"*", "/", "%"}, &reader::unary); }
    std::string unary() {
        if (rest_.starts_with("--")) { fail("an operand, not a comment"); }
        return take("-") ? node("-", {unary()}) : atom();
    }

    std::string atom() {
        if (take("(")) { return closed(disjunction()); }
        if (take("COALESCE(")) { return node("COALESCE", list()); }
        if (take("CASE")) { return choice(); }
        if (take("CAST(")) { return conversion(); }
        if (take("\"")) { return "column:" + quoted('"', false); }
        if (take("E'")) { return "text:" + quoted('\'', true); }
        if (take("'")) { return "text:" + quoted('\'', false); }
        return number();
    }
    std::string choice() {
        std::vector<std::string> operands;
        while (take("WHEN")) {
            operands.push_back(disjunction());
            expect("THEN");
            operands.push_back(disjunction());
        }
        expect("ELSE");
        operands.push_back(disjunction());
        expect("END");
        return node("CASE", operands);
    }
    std::string conversion() {
        std::string operand = disjunction();
        expect("AS");
        while (!rest_.empty() && rest_.front() != ')') { rest_.remove_prefix(1); }
        return closed(node("CAST", {operand}));
    }
    std::string number() {
        auto const length = rest_.find_first_not_of("0123456789.");
        std::string digits(rest_.substr(0, length));
        if (digits.empty()) { fail("an operand"); }
        rest_.remove_prefix(digits.size());
        skip_spaces();
        return digits;
    }
    std::string quoted(char mark, bool escapes) {
        std::string text;
        for (;; rest_.remove_prefix(1)) {
            if (rest_.empty()) { fail("a closing quote"); }
            bool const doubled = rest_.size() > 1 && rest_[0] == rest_[1];
            bool const special = rest_[0] == mark || (escapes && rest_[0] == '\\');
            if (special && !doubled) { break; }
            if (special) { rest_.remove_prefix(1); }
            text += rest_[0];
        }
        rest_.remove_prefix(1);
        skip_spaces();
        return text;
    }

    std::string chain(std::initializer_list<std::string_view> names, std::string (reader::*operand)()) {
        std::string left = (this->*operand)();
        for (bool found = true; found;) {
            found = false;
            for (std::string_view name : names) {
                if (!found && (found = take(name))) { left = node(name, {left, (this->*operand)()}); }
            }
        }
        return left;
    }
    std::vector<std::string> list() {
        std::vector<std::string> operands = {disjunction()};
        while (take(",")) { operands.push_back(disjunction()); }
        expect(")");
        return operands;
    }
    std::vector<std::string> list(const std::string& first) {
        auto operands = list();
        operands.insert(operands.begin(), first);
        return operands;
    }
    std::string closed(std::string tree) {
        expect(")");
        return tree;
    }

    bool take(std::string_view token) {
        if (!rest_.starts_with(token)) { return false; }
        rest_.remove_prefix(token.size());
        if (token != "\"" && token != "'" && token != "E'") { skip_spaces(); }
        return true;
    }
    void skip_spaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }
    void expect(std::string_view token) {
        if (!take(token)) { fail(token); }
    }
    [[noreturn]] void fail(std::string_view wanted) const {
        throw std::runtime_error("expected " + std::string(wanted) + " before: " + std::string(rest_));
    }

    std::string_view rest_;
};

/// The tree of `sql` in prefix notation, such as `(+ column:a 1)`; throws if it is no expression.
inline std::string read(std::string_view sql) { return reader(sql).all(); }

} // namespace sql_reader
