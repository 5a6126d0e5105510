#include <pgt/expr/expression.hpp>

#include <pgt/checkpoint.hpp>

#include <string>
#include <utility>

namespace pgt {

expression expression::column(std::size_t index) {
    node n;
    n.column = index;
    return make(std::move(n));
}

expression expression::constant(sql::text printed, std::optional<value> known) {
    node n;
    n.pieces.push_back(std::move(printed));
    n.known = std::move(known);
    return make(std::move(n));
}

expression expression::call(operation op, std::vector<sql::text> pieces, std::vector<expression> args) {
    if (pieces.size() != args.size() + 1) {
        throw std::logic_error("expression::call: " + std::to_string(args.size()) + " arguments need " +
                               std::to_string(args.size() + 1) + " pieces");
    }
    node n;
    n.op = op;
    n.pieces = std::move(pieces);
    n.args = std::move(args);
    return make(std::move(n));
}

expression expression::infix(operation op, expression left, sql::pattern<> symbol, expression right) {
    return call(op, {sql::build("("), sql::build(symbol), sql::build(")")},
                {std::move(left), std::move(right)});
}

expression expression::make(node n) {
    n.size = 1;
    for (const auto& arg : n.args) { n.size += arg.target_->size; }
    if (n.size > most_operations) {
        throw user_error(sqlstate::statement_too_complex, "the query is too complex")
            .detail("One of its columns is computed by more than " + std::to_string(most_operations) +
                    " operations.")
            .hint("Make parts of the query stream tables of their own.");
    }
    return expression(std::make_shared<const node>(std::move(n)));
}

expression conjunction(expression first, expression second) {
    return expression::infix(operation::logical_and, std::move(first), " AND ", std::move(second));
}

void expression::print_into(std::vector<sql::text>& out, std::span<const sql::text> columns) const {
    checkpoint();
    if (target_->column) {
        if (*target_->column >= columns.size()) {
            throw std::logic_error("expression: column " + std::to_string(*target_->column) +
                                   " of a row of " + std::to_string(columns.size()));
        }
        out.push_back(columns[*target_->column]);
        return;
    }
    for (std::size_t i = 0; i < target_->args.size(); ++i) {
        out.push_back(target_->pieces[i]);
        target_->args[i].print_into(out, columns);
    }
    out.push_back(target_->pieces.back());
}

sql::text expression::print(std::span<const sql::text> columns) const {
    std::vector<sql::text> parts;
    print_into(parts, columns);
    return sql::join(parts, "");
}

template <class Column> expression expression::with_columns(const Column& replacement) const {
    checkpoint();
    if (target_->column) { return replacement(*target_->column); }
    if (target_->args.empty()) { return *this; }
    node changed = *target_;
    for (auto& arg : changed.args) { arg = arg.with_columns(replacement); }
    return make(std::move(changed));
}

expression expression::replaced(const part_replacement& replacement) const {
    checkpoint();
    if (auto other = replacement(*this)) { return std::move(*other); }
    if (target_->args.empty()) { return *this; }
    node changed = *target_;
    for (auto& arg : changed.args) { arg = arg.replaced(replacement); }
    return make(std::move(changed));
}

expression expression::substitute(std::span<const expression> columns) const {
    return with_columns([&](std::size_t i) { return columns[i]; });
}

expression expression::shifted(std::ptrdiff_t by) const {
    return with_columns(
        [&](std::size_t i) { return column(static_cast<std::size_t>(static_cast<std::ptrdiff_t>(i) + by)); });
}

std::set<std::size_t> expression::columns() const {
    checkpoint();
    if (target_->column) { return {*target_->column}; }
    std::set<std::size_t> result;
    for (const auto& arg : target_->args) { result.merge(arg.columns()); }
    return result;
}

} // namespace pgt
