#include "unnest/matching.hpp"

#include <pgt/expr/boolean.hpp>

#include "unnest/freed.hpp"

#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/full_join.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/product.hpp>
#include <dbsp/operator/semijoin.hpp>

#include <algorithm>
#include <optional>
#include <span>

namespace pgt::unnest {

namespace {
bool is_of_left(const expression& e, std::size_t width) {
    auto const columns = e.columns();
    return !columns.empty() && *columns.rbegin() < width;
}
bool is_of_right(const expression& e, std::size_t width) {
    auto const columns = e.columns();
    return !columns.empty() && *columns.begin() >= width;
}

struct key_pair {
    expression left;
    expression right;
};
/// `a = b` with an operand of each side; a condition of the left side alone is equal to TRUE.
std::optional<key_pair> as_key(const expression& condition, std::size_t left_width) {
    if (is_of_left(condition, left_width)) { return key_pair{is_true(condition), boolean_constant(true)}; }
    if (condition.op() != operation::equal) { return std::nullopt; }
    auto const by = -static_cast<std::ptrdiff_t>(left_width);
    const auto& a = condition.args()[0];
    const auto& b = condition.args()[1];
    if (is_of_left(a, left_width) && is_of_right(b, left_width)) { return key_pair{a, b.shifted(by)}; }
    if (is_of_left(b, left_width) && is_of_right(a, left_width)) { return key_pair{b, a.shifted(by)}; }
    return std::nullopt;
}
} // namespace

expressions conjuncts(const expressions& conditions) {
    auto result = operands_of_and(conditions);
    std::erase_if(result, [](const expression& e) { return e.known() && *e.known() == value(true); });
    return result;
}

circuit filtered(circuit c, const expressions& conditions) {
    return conditions.empty() ? c : circuit(dbsp::filter(std::move(c), predicate(all_of(conditions))));
}

pair_of_circuits::pair_of_circuits(column_facts& facts, circuit left, circuit right)
    : facts_(facts),
      left_(std::move(left)),
      right_(std::move(right)),
      left_width_(facts.width(left_)),
      right_width_(facts.width(right_)) {}

/// Equal columns that are never NULL are a key as `=` makes one; others need a key that NULLs match, beside which `=` is a condition.
pair_of_circuits::match pair_of_circuits::matched(const pair_conditions& on) const {
    expressions left;
    expressions right;
    expressions residual;
    auto conditions = on.conditions;
    for (const auto& [a, b] : on.same) {
        bool const as_equal = facts_.never_null(left_, a) && facts_.never_null(right_, b) &&
                              facts_.determines(left_, a, right_, b);
        if (as_equal) {
            conditions.push_back(expression::infix(operation::equal, expression::column(a), " = ",
                                                   expression::column(left_width_ + b)));
        } else {
            left.push_back(expression::column(a));
            right.push_back(expression::column(b));
        }
    }
    bool const nulls_match = !left.empty();
    for (const auto& condition : conditions) {
        auto const pair = nulls_match ? std::nullopt : as_key(condition, left_width_);
        if (pair) {
            left.push_back(pair->left);
            right.push_back(pair->right);
        } else {
            residual.push_back(condition);
        }
    }
    auto const rest = residual.empty() ? pair_condition() : pair_condition(left_width_, all_of(residual));
    return dbsp::on(key(std::move(left), nulls_match), key(std::move(right), nulls_match), rest);
}

pairing pair_of_circuits::both() const { return {left_width_, columns_from(0, left_width_ + right_width_)}; }

pair_of_circuits::separated_conditions pair_of_circuits::separated(const pair_conditions& on) const {
    separated_conditions result{{}, {}, {{}, on.same}};
    for (const auto& condition : on.conditions) {
        if (is_of_left(condition, left_width_)) {
            result.left.push_back(condition);
        } else if (is_of_right(condition, left_width_)) {
            result.right.push_back(condition.shifted(-static_cast<std::ptrdiff_t>(left_width_)));
        } else {
            result.rest.conditions.push_back(condition);
        }
    }
    return result;
}

circuit pair_of_circuits::inner(const pair_conditions& on) const {
    auto const own = separated(on);
    auto const left = filtered(left_, own.left);
    auto const right = filtered(right_, own.right);
    auto const found = pair_of_circuits(facts_, left, right).matched(own.rest);
    if (found.left.columns().empty()) { return dbsp::theta_join(left, right, found.condition, both()); }
    return dbsp::join(left, right, found, both());
}

circuit pair_of_circuits::left(const pair_conditions& on) const {
    auto own = separated(on);
    std::ranges::move(own.left, std::back_inserter(own.rest.conditions));
    auto const right = filtered(right_, own.right);
    auto padded = columns_from(0, left_width_);
    padded.insert(padded.end(), right_width_, expression::null());
    return dbsp::left_join(left_, right, pair_of_circuits(facts_, left_, right).matched(own.rest), both(),
                           mapping(std::move(padded)));
}

circuit pair_of_circuits::full(const pair_conditions& on) const {
    auto left_alone = columns_from(0, left_width_);
    left_alone.insert(left_alone.end(), right_width_, expression::null());
    expressions right_alone(left_width_, expression::null());
    for (auto& e : columns_from(0, right_width_)) { right_alone.push_back(std::move(e)); }
    return dbsp::full_join(left_, right_, matched(on), both(), mapping(std::move(left_alone)),
                           mapping(std::move(right_alone)));
}

/// One row that is TRUE where there are rows, else none: what does not depend on the left row is asked once, and can be kept as a state.
circuit pair_of_circuits::presence(const circuit& rows) {
    aggregate_call const found{aggregate_kind::bool_or,
                               expression::call(operation::server, {sql::build("bool_or("), sql::build(")")},
                                                {expression::column(0)}),
                               std::nullopt};
    return dbsp::detail::connect_grouped<dbsp::op::aggregate>(
        dbsp::group_by(dbsp::map(rows, mapping({boolean_constant(true)})), key(expressions(), true)),
        group_function({found}));
}
/// The left rows with the presence of partners as their last column, of which `keep` says what stays.
circuit pair_of_circuits::by_presence(const circuit& right, expression keep) const {
    pair_of_circuits const pair(facts_, left_, presence(right));
    return dbsp::map(filtered(pair.left({}), {std::move(keep)}), mapping(columns_from(0, left_width_)));
}

circuit pair_of_circuits::semi(const pair_conditions& on) const {
    auto const own = separated(on);
    auto const left = filtered(left_, own.left);
    auto const right = filtered(right_, own.right);
    if (own.rest.empty()) {
        return pair_of_circuits(facts_, left, right_)
            .by_presence(right, is_not_null(expression::column(left_width_)));
    }
    return dbsp::semijoin(left, right, pair_of_circuits(facts_, left, right).matched(own.rest));
}

/// Left rows for which a condition of theirs is not true have no partner.
circuit pair_of_circuits::anti(const pair_conditions& on) const {
    auto own = separated(on);
    auto const right = filtered(right_, own.right);
    if (own.rest.empty()) {
        auto unmatched = negation_of(is_not_null(expression::column(left_width_)));
        if (!own.left.empty()) {
            unmatched = expression::infix(operation::logical_or, std::move(unmatched), " OR ",
                                          negation_of(is_true(all_of(own.left))));
        }
        return by_presence(right, std::move(unmatched));
    }
    std::ranges::move(own.left, std::back_inserter(own.rest.conditions));
    return dbsp::antijoin(left_, right, pair_of_circuits(facts_, left_, right).matched(own.rest));
}

} // namespace pgt::unnest
