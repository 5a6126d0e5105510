#include <pgt/stage/normal_form.hpp>

#include <pgt/expr/list.hpp>

#include <dbsp/operator/join.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/product.hpp>

#include <utility>

namespace pgt::stage {
namespace {

using inner_join = dbsp::op::join<lower::join_match, pairing>;
using left_join = dbsp::op::left_join<lower::join_match, pairing, mapping>;
using all_pairs = dbsp::op::product<pair_condition, pairing>;

void append(std::vector<expression>& to, std::vector<expression> more) {
    for (expression& one : more) { to.push_back(std::move(one)); }
}

std::vector<expression> shifted(const std::vector<expression>& list, std::size_t by) {
    std::vector<expression> result;
    for (const expression& one : list) { result.push_back(one.shifted(static_cast<std::ptrdiff_t>(by))); }
    return result;
}

/// How many columns an operator adds to those of its first input.
std::optional<std::size_t> columns_added(const lower::piece& here) {
    if (here.recursion() || here.is<lower::variable_operator>() || here.is<lower::import_operator>()) {
        return std::nullopt;
    }
    if (const auto* const windows = here.as<lower::window_operator>()) {
        return windows->fn.windows().size();
    }
    if (const auto* const functions = here.as<dbsp::op::flat_map<expansion>>()) {
        return functions->fn.width();
    }
    return 0;
}

} // namespace

std::optional<expression> over_columns(const expression& e, const std::vector<expression>& columns) {
    constexpr std::size_t mark = std::size_t{1} << 20U; // no row has so many columns
    const auto found = e.replaced([&](const expression& part) -> std::optional<expression> {
        if (part.is_constant()) { return std::nullopt; }
        const auto same = std::ranges::find(columns, part);
        if (same == columns.end()) { return std::nullopt; }
        return expression::column(mark + static_cast<std::size_t>(same - columns.begin()));
    });
    const auto is_found = [](std::size_t column) { return column >= mark; };
    if (!std::ranges::all_of(found.columns(), is_found)) { return std::nullopt; }
    return found.shifted(-static_cast<std::ptrdiff_t>(mark));
}

const std::optional<normal_form>& normaliser::operator()(const circuit& c) {
    return done_.once(c, [&] { return normalised(lower::piece(c)); });
}

std::optional<normal_form> normaliser::normalised(const lower::piece& here) {
    if (const auto* const shown = here.as<dbsp::op::map<mapping>>()) {
        auto in = (*this)(here.input(0));
        if (in && !shown->fn.is_identity()) { in->columns = substituted(shown->fn.columns(), in->columns); }
        return in;
    }
    if (const auto* const chosen = here.as<dbsp::op::filter<predicate>>()) {
        auto in = (*this)(here.input(0));
        if (in) {
            const std::vector wanted{chosen->pred.condition().substitute(in->columns)};
            append(in->conditions, operands_of_and(wanted));
        }
        return in;
    }
    if (const auto* const join = here.as<inner_join>()) { return joined(here, join->on.condition); }
    if (const auto* const pairs = here.as<all_pairs>()) { return joined(here, pairs->condition); }
    if (const auto* const join = here.as<left_join>()) { return left_joined(here, join->pad_a); }
    const bool restricts =
        here.is<dbsp::op::semijoin<lower::join_match>>() || here.is<dbsp::op::antijoin<lower::join_match>>();
    return restricts ? restricted(here) : as_it_is(here);
}

std::optional<normal_form> normaliser::joined(const lower::piece& here, const pair_condition& condition) {
    const auto& left = (*this)(here.input(0));
    const auto& right = (*this)(here.input(1));
    if (!left || !right) { return std::nullopt; }
    const auto left_width = width(left->below);
    const auto right_width = width(right->below);
    if (!left_width || !right_width) { return std::nullopt; }
    if (condition.is_flipped()) { return as_it_is(here); }
    auto of_pair = left->columns;
    append(of_pair, shifted(right->columns, *left_width));
    const pairing all(*left_width, columns_from(0, *left_width + *right_width));
    const lower::join_match* const on = here.match();
    circuit below = on == nullptr
                        ? circuit(dbsp::product(left->below, right->below, all))
                        : circuit(dbsp::join(left->below, right->below,
                                             lower::join_match{on->left.after(mapping(left->columns)),
                                                               on->right.after(mapping(right->columns)),
                                                               {}},
                                             all));
    auto conditions = left->conditions;
    append(conditions, shifted(right->conditions, *left_width));
    if (condition) {
        const std::vector wanted{condition.condition()->substitute(of_pair)};
        append(conditions, operands_of_and(wanted));
    }
    const pairing& pairs = *here.pairs();
    auto columns = pairs.is_first() ? left->columns : substituted(pairs.columns(), of_pair);
    return normal_form{std::move(below), std::move(conditions), std::move(columns)};
}

std::optional<normal_form> normaliser::restricted(const lower::piece& here) {
    const lower::join_match& on = *here.match();
    auto in = (*this)(here.input(0));
    if (!in || on.left.is_identity() || on.condition) { return as_it_is(here); }
    in->below = here.with_match({on.left.after(mapping(in->columns)), on.right, on.condition},
                                {in->below, here.input(1)});
    return in;
}

std::optional<normal_form> normaliser::left_joined(const lower::piece& here, const mapping& alone) {
    const auto& in = (*this)(here.input(0));
    if (!in) { return std::nullopt; }
    const pairing& pairs = *here.pairs();
    if (pairs.is_first() || alone.is_identity()) { return as_it_is(here); }
    std::vector<expression> shown; // a column of the left row, or nothing that a condition names
    for (std::size_t i = 0; i < pairs.columns().size(); ++i) {
        const auto column = pairs.columns()[i].as_column();
        const bool is_left =
            column && *column < in->columns.size() && alone.columns().at(i) == pairs.columns()[i];
        shown.push_back(is_left ? in->columns[*column] : expression::null());
    }
    std::vector<expression> conditions;
    for (const expression& one : in->conditions) {
        auto found = over_columns(one, shown);
        if (!found) { return as_it_is(here); }
        conditions.push_back(std::move(*found));
    }
    const circuit rows = dbsp::map(in->below, mapping(in->columns));
    return normal_form{here.rewired({rows, here.input(1)}), std::move(conditions),
                       columns_from(0, pairs.columns().size())};
}

std::optional<normal_form> normaliser::as_it_is(const lower::piece& here) {
    const auto columns = width(here.whole());
    if (!columns) { return std::nullopt; }
    return normal_form{here.whole(), {}, columns_from(0, *columns)};
}

std::optional<std::size_t> normaliser::width(const circuit& c) {
    return known_.once(c, [&]() -> std::optional<std::size_t> {
        const lower::piece here(c);
        if (const auto* const leaf = here.as<lower::source_operator>()) {
            const auto found = widths_.find(leaf->table);
            return found == widths_.end() ? std::nullopt : std::optional(found->second);
        }
        if (const auto* const shown = here.as<dbsp::op::map<mapping>>();
            shown != nullptr && !shown->fn.is_identity()) {
            return shown->fn.columns().size();
        }
        if (const auto* const pairs = here.pairs(); pairs != nullptr && !pairs->is_first()) {
            return pairs->columns().size();
        }
        if (const auto* const groups = here.as<lower::aggregate_operator>();
            groups != nullptr && !groups->key.is_identity()) {
            return groups->key.columns().size() + groups->fn.calls().size();
        }
        const auto added = columns_added(here);
        const auto in = added ? width(here.input(0)) : std::nullopt;
        return in ? std::optional(*in + *added) : std::nullopt;
    });
}

} // namespace pgt::stage
