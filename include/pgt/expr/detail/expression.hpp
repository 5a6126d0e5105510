/// How expressions print, change their columns and are evaluated.
#pragma once

#include <pgt/checkpoint.hpp>
#include <pgt/expr/evaluate.hpp>
#include <pgt/expr/expression.hpp>

#include <algorithm>

namespace pgt {

inline void expression::print_into(std::vector<sql::text>& out, std::span<const sql::text> columns) const {
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

inline sql::text expression::print(std::span<const sql::text> columns) const {
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

inline expression expression::substitute(std::span<const expression> columns) const {
    return with_columns([&](std::size_t i) { return columns[i]; });
}

inline expression expression::shifted(std::ptrdiff_t by) const {
    return with_columns(
        [&](std::size_t i) { return column(static_cast<std::size_t>(static_cast<std::ptrdiff_t>(i) + by)); });
}

inline std::set<std::size_t> expression::columns() const {
    checkpoint();
    if (target_->column) { return {*target_->column}; }
    std::set<std::size_t> result;
    for (const auto& arg : target_->args) { result.merge(arg.columns()); }
    return result;
}

} // namespace pgt
