/// `printer`: puts together what an expression prints.
#pragma once

#include <pgt/expr/expression.hpp>

#include <vector>

namespace pgt::bind::detail {

/// Text and arguments in the order of printing.
class printer {

  public:
    printer& print(const sql::text& text) &;
    printer& print(sql::pattern<> text) & { return print(sql::build(text)); }
    printer& argument(expression e) &;
    /// What stands before each element but the first of a list.
    printer& comma(std::size_t index) & { return index == 0 ? *this : print(", "); }
    [[nodiscard]] expression build() const { return expression::call(operation::server, pieces_, args_); }

  private:
    std::vector<sql::text> pieces_{1};
    std::vector<expression> args_;
};

} // namespace pgt::bind::detail
