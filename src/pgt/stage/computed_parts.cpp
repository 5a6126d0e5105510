#include "stage/computed_parts.hpp"

#include <pgt/error.hpp>
#include <pgt/expr/list.hpp>

#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/flat_map.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/product.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace pgt::stage {
namespace {

using lower::piece;
using filter_operator = dbsp::op::filter<predicate>;
using map_operator = dbsp::op::map<mapping>;
using expansion_operator = dbsp::op::flat_map<expansion>;
using theta_join = dbsp::op::product<pair_condition, pairing>;

/// Whether an operation itself raises no error, whatever its arguments are.
bool is_total(operation op) {
    using enum operation;
    return op != server && op != add && op != subtract && op != multiply;
}

/// The value of `e` where `condition` holds.
expression where(const expression& condition, const expression& e) {
    return expression::call(operation::server,
                            {sql::build("(CASE WHEN "), sql::build(" THEN "), sql::build(" END)")},
                            {condition, e});
}

/// What an aggregate, or a window function, computes from a row.
void add(std::vector<expression>& list, const aggregate_call& call) {
    if (call.filter) { list.push_back(*call.filter); }
    for (const expression& e : call.call.args()) {
        if (may_fail(e)) { list.push_back(call.filter ? where(*call.filter, e) : e); }
    }
}

void add(std::vector<expression>& list, const window_call& call) {
    add(list, call.of);
    std::ranges::copy(call.over.partition_by, std::back_inserter(list));
    for (const order_key& one : call.over.order_by) { list.push_back(one.by); }
}

/// The expressions of an operator with one input, over the rows of that; none of any other operator.
std::vector<expression> over_one_row(const piece& of) {
    std::vector<expression> list;
    if (const auto* const filter = of.as<filter_operator>()) { list.push_back(filter->pred.condition()); }
    if (const auto* const shown = of.as<map_operator>()) { list = shown->fn.columns(); }
    if (const auto* const groups = of.as<lower::aggregate_operator>()) {
        list = groups->key.columns();
        for (const aggregate_call& call : groups->fn.calls()) { add(list, call); }
    }
    if (const auto* const windows = of.as<lower::window_operator>()) {
        list = windows->key.columns();
        for (const window_call& call : windows->fn.windows()) { add(list, call); }
    }
    if (const auto* const limit = of.as<lower::limit_operator>()) {
        list = limit->key.columns();
        for (const order_key& one : limit->fn.limit().order) { list.push_back(one.by); }
    }
    if (const auto* const made = of.as<expansion_operator>()) {
        for (const row_function& one : made->fn.made().functions) {
            if (made->fn.made().gives_one_row) {
                list.push_back(one.call);
            } else {
                std::ranges::copy(one.call.args(), std::back_inserter(list));
            }
        }
    }
    return list;
}

/// The condition on the pairs of a join; null where there is none.
const pair_condition* condition_of(const piece& of) {
    if (const auto* const on = of.match()) { return on->condition ? &on->condition : nullptr; }
    const auto* const join = of.as<theta_join>();
    return join != nullptr && join->condition ? &join->condition : nullptr;
}

/// The parts of conditions on pairs of rows, by side.
class sides {
  public:
    sides(std::size_t left_width, std::vector<sql::text> names)
        : left_width_(left_width), names_(std::move(names)) {}

    /// What reads one side is computed together, in its order: an operand of AND may keep the next one from an error.
    void add(const expression& condition) {
        std::array<std::vector<expression>, 2> own;
        for (const expression& e : operands_of_and(std::array{condition})) {
            if (auto const side = side_of(e)) {
                own[*side].push_back(e);
            } else {
                add_parts(e);
            }
        }
        for (const auto& list : own) {
            if (std::ranges::any_of(list, may_fail)) { add_to_side(all_of(list)); }
        }
    }
    [[nodiscard]] std::vector<std::vector<expression>> take() { return std::move(parts_); }

  private:
    /// None where an expression reads both.
    [[nodiscard]] std::optional<std::size_t> side_of(const expression& e) const {
        auto const columns = e.columns();
        bool const reads_left = std::ranges::any_of(columns, [&](std::size_t i) { return i < left_width_; });
        bool const reads_right =
            std::ranges::any_of(columns, [&](std::size_t i) { return i >= left_width_; });
        if (reads_left && reads_right) { return std::nullopt; }
        return reads_right ? 1 : 0;
    }
    void add_to_side(const expression& e) {
        std::size_t const side = side_of(e).value();
        parts_[side].push_back(side == 0 ? e : e.shifted(-static_cast<std::ptrdiff_t>(left_width_)));
    }
    void add_parts(const expression& e) {
        if (!may_fail(e)) { return; }
        if (side_of(e)) { return add_to_side(e); }
        if (!is_total(e.op())) {
            throw no_quarantine("The expression " + e.print(names_).str() +
                                " of a join reads rows of both sides, so that an error would not tell which "
                                "of them to leave out.");
        }
        for (const expression& part : e.args()) { add_parts(part); }
    }

    std::size_t left_width_;
    std::vector<sql::text> names_;
    std::vector<std::vector<expression>> parts_ = std::vector<std::vector<expression>>(2);
};

std::vector<std::vector<expression>> of_condition(const piece& of, lower::typing& types,
                                                  lower::column_names& names) {
    const pair_condition* const condition = condition_of(of);
    if (condition == nullptr || !may_fail(*condition->condition())) {
        return std::vector<std::vector<expression>>(2);
    }
    auto all = names.of(of.input(0));
    std::ranges::copy(names.of(of.input(1)), std::back_inserter(all));
    if (condition->is_flipped() || condition->left_width() != types.of(of.input(0)).size()) {
        throw no_quarantine("The condition of a join is not over the rows of its sides as they are.");
    }
    sides by_side(condition->left_width(), std::move(all));
    by_side.add(*condition->condition());
    return by_side.take();
}

/// A function in FROM gives its rows one by one: its own error cannot be asked for before.
void refuse_functions(const piece& of, lower::column_names& names) {
    const auto* const expands = of.as<expansion_operator>();
    if (expands == nullptr) { return; }
    const function_rows& made = expands->fn.made();
    for (const row_function& one : made.functions) {
        auto const text = one.call.print(names.of(of.input(0)));
        bool const is_unnest = text.str().starts_with("unnest(") || text.str().starts_with("\"unnest\"(");
        if (made.gives_one_row || one.is_series || is_unnest) { continue; }
        throw no_quarantine("The function in " + text.str() +
                            " gives a set of rows, in any of which it may raise an error.");
    }
    if (made.condition && may_fail(*made.condition)) {
        throw no_quarantine("The condition of a join with a function reads what the function gives.");
    }
}

void refuse_pairs(const piece& of) {
    const pairing* const pair = of.pairs();
    if (pair == nullptr || std::ranges::none_of(pair->columns(), may_fail)) { return; }
    throw no_quarantine("A join computes values from rows of both sides.");
}

} // namespace

bool may_fail(const expression& e) {
    if (e.columns().empty()) { return false; } // the same for all rows
    if (e.as_column()) { return false; }
    return !is_total(e.op()) || std::ranges::any_of(e.args(), may_fail);
}

std::vector<expression> all_expressions(const piece& of) {
    auto list = over_one_row(of);
    if (const auto* const on = of.match()) {
        std::ranges::copy(on->left.columns(), std::back_inserter(list));
        std::ranges::copy(on->right.columns(), std::back_inserter(list));
    }
    if (const auto* const condition = condition_of(of)) { list.push_back(*condition->condition()); }
    if (const auto* const pair = of.pairs()) { std::ranges::copy(pair->columns(), std::back_inserter(list)); }
    return list;
}

user_error no_quarantine(const std::string& detail) {
    return user_error(sqlstate::feature_not_supported,
                      "rows of this query whose expressions raise errors cannot be quarantined")
        .detail(detail)
        .hint("Use row_errors => 'stop', or compute the value in a subquery over one table.");
}

std::vector<std::vector<expression>> computed_parts(const piece& of, lower::typing& types,
                                                    lower::column_names& names) {
    refuse_pairs(of);
    refuse_functions(of, names);
    std::vector<std::vector<expression>> result(of.inputs().size());
    if (of.inputs().size() == 1) { result[0] = over_one_row(of); }
    if (of.inputs().size() == 2) { result = of_condition(of, types, names); }
    if (const auto* const on = of.match()) {
        std::ranges::copy(on->left.columns(), std::back_inserter(result.at(0)));
        std::ranges::copy(on->right.columns(), std::back_inserter(result.at(1)));
    }
    for (auto& list : result) {
        std::erase_if(list, [](const expression& e) { return !may_fail(e); });
    }
    return result;
}

} // namespace pgt::stage
