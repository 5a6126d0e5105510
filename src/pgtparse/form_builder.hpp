/// `form_builder`: builds the printed form of an expression.
#pragma once

#include <pgt/syntax/expression.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pgt::parse {

/// A symbol as the lexer read it, which can only be an operator.
[[nodiscard]] inline sql::text operator_text(const std::string& symbol) { return sql::from_server(symbol); }

/// The SQL of an enumerator of the parse tree.
struct word {
    std::string_view enumerator;
    sql::pattern<> text;
};
/// Precondition: the table contains it; libpg_query has no others.
template <std::size_t N>
[[nodiscard]] sql::pattern<> word_for(const word (&table)[N], std::string_view enumerator) {
    const auto* const found = std::ranges::find(table, enumerator, &word::enumerator);
    if (found == std::end(table)) {
        throw std::logic_error("unknown to pg_trickle: " + std::string(enumerator));
    }
    return found->text;
}

/// Text and arguments in the order of printing.
class form_builder {
  public:
    explicit form_builder(operation op = operation::server) : form_{.op = op, .pieces = {{}}, .args = {}} {}

    form_builder& print(const sql::text& text) & {
        form_.pieces.back() = sql::build("{}{}", form_.pieces.back(), text);
        return *this;
    }
    form_builder& print(sql::pattern<> text) & { return print(sql::build(text)); }
    form_builder& argument(syntax::expression e) & {
        form_.args.push_back(std::move(e));
        form_.pieces.emplace_back();
        return *this;
    }
    /// The elements with `print_one` for each and a constant between them.
    template <class List, class PrintOne>
    form_builder& list(List&& elements, sql::pattern<> separator, PrintOne&& print_one) & {
        bool first = true;
        for (auto& element : elements) {
            if (!std::exchange(first, false)) { print(separator); }
            print_one(element);
        }
        return *this;
    }
    form_builder& list(std::vector<syntax::expression> elements, sql::pattern<> separator) & {
        return list(elements, separator, [&](syntax::expression& e) { argument(std::move(e)); });
    }

    [[nodiscard]] syntax::form form() const { return form_; }
    [[nodiscard]] syntax::expression build(int at) const { return {at, form_}; }

  private:
    syntax::form form_;
};

} // namespace pgt::parse
