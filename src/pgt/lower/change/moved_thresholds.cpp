#include <pgt/lower/change/moved_thresholds.hpp>

#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/protocol.hpp>

#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/negate.hpp>
#include <dbsp/operator/plus.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace pgt::lower {

namespace {

using selection = dbsp::op::filter<predicate>;
using projection = dbsp::op::map<mapping>;
using inner_join = dbsp::op::join<join_match, pairing>;

/// Columns of the change of a source, computed row by row.
struct changed_rows {
    std::size_t source;
    std::vector<expression> columns; ///< over those of the source
};

std::optional<changed_rows> as_changed_rows(const bind::query& query, const circuit& c) {
    if (auto const read = leaf_of(c)) {
        auto const index = source_index(query, read->name);
        if (read->of != version::change || !index || query.sources[*index].by_clock) { return std::nullopt; }
        changed_rows result{*index, {}};
        auto const width = query.sources[*index].relation.columns.size();
        for (std::size_t i = 0; i < width; ++i) { result.columns.push_back(expression::column(i)); }
        return result;
    }
    const piece here(c);
    const auto* const shown = here.as<projection>();
    if (shown == nullptr || shown->fn.is_identity()) { return std::nullopt; }
    auto below = as_changed_rows(query, here.input(0));
    if (!below) { return std::nullopt; }
    std::vector<expression> list;
    for (const expression& e : shown->fn.columns()) { list.push_back(e.substitute(below->columns)); }
    below->columns = std::move(list);
    return below;
}

/// `x op y`, where x is of the rows that stay and y of those that change.
struct comparison {
    operation op;
    expression x;
    expression y;
};

std::optional<operation> turned(operation op) {
    switch (op) {
    case operation::less: return operation::greater;
    case operation::less_equal: return operation::greater_equal;
    case operation::greater: return operation::less;
    case operation::greater_equal: return operation::less_equal;
    default: return std::nullopt;
    }
}

void add_operands(std::vector<expression>& list, const expression& e) {
    if (e.op() != operation::logical_and) { return list.push_back(e); }
    for (const expression& part : e.args()) { add_operands(list, part); }
}

/// The columns from `first` on, before `end`.
struct side_columns {
    std::size_t first;
    std::size_t end;

    [[nodiscard]] bool hold(const expression& e) const {
        return std::ranges::all_of(e.columns(), [&](std::size_t i) { return contain(i); });
    }
    [[nodiscard]] bool contain(std::size_t i) const { return i >= first && i < end; }
    [[nodiscard]] bool touch(const expression& e) const {
        return std::ranges::any_of(e.columns(), [&](std::size_t i) { return contain(i); });
    }
};

/// The only operand of a condition that reads the rows that change, if it compares them with the others.
std::optional<comparison> only_comparison(const expression& condition, const side_columns& changing) {
    std::vector<expression> all;
    add_operands(all, condition);
    std::erase_if(all, [&](const expression& e) { return !changing.touch(e); });
    if (all.size() != 1 || !turned(all[0].op())) { return std::nullopt; }
    const expression& left = all[0].args()[0];
    const expression& right = all[0].args()[1];
    if (changing.hold(right) && !changing.touch(left)) { return comparison{all[0].op(), left, right}; }
    if (changing.hold(left) && !changing.touch(right)) {
        return comparison{*turned(all[0].op()), right, left};
    }
    return std::nullopt;
}

bool is_exact_number(std::string_view type) {
    static constexpr std::array<std::string_view, 3> names{"smallint", "integer", "bigint"};
    return std::ranges::contains(names, type) || type == "numeric" || type.starts_with("numeric(");
}

/// Types whose least and greatest values are those of the order that they are compared by.
bool are_ordered_alike(std::string_view x, std::string_view y) {
    static constexpr std::array<std::string_view, 5> names{
        "date", "timestamp without time zone", "timestamp with time zone", "real", "double precision"};
    return (is_exact_number(x) && is_exact_number(y)) || (x == y && std::ranges::contains(names, x));
}

/// The value `what` of the rows of a change.
sql::text of_change(const sql::text& what, const sql::text& change) {
    return sql::build("(SELECT {} FROM {} AS q)", what, change);
}

/// How `x op y` holds for some y, and how it fails for some.
struct bounds {
    sql::text some;
    sql::text not_all;
};
bounds bounds_of(operation op, const sql::text& least, const sql::text& greatest) {
    switch (op) {
    case operation::greater: return {sql::build(" > {}", least), sql::build(" <= {}", greatest)};
    case operation::greater_equal: return {sql::build(" >= {}", least), sql::build(" < {}", greatest)};
    case operation::less: return {sql::build(" < {}", greatest), sql::build(" >= {}", least)};
    default: return {sql::build(" <= {}", greatest), sql::build(" > {}", least)};
    }
}

/// The condition on x that leaves out the rows of which as many go as come; `y` over the change, called q.
expression between(const comparison& by, const sql::text& y, const sql::text& change) {
    auto const [some, not_all] = bounds_of(by.op, of_change(sql::build("min({})", y), change),
                                           of_change(sql::build("max({})", y), change));
    auto const weight = sql::ident{protocol::weight_column};
    auto const sum = sql::build("sum(q.{}) FILTER (WHERE {} IS NOT NULL)", weight, y);
    auto const rest = sql::build("{} OR {} <> 0))", not_all, of_change(sum, change));
    return expression::call(operation::server, {sql::build("(("), sql::build("{}) AND (", some), rest},
                            {by.x, by.x});
}

sql::text over_change(const expression& y, const bind::source& source) {
    std::vector<sql::text> names;
    for (const auto& column : source.relation.columns) {
        names.push_back(sql::build("q.{}", protocol::delta_column(column.number)));
    }
    return y.print(names);
}

} // namespace

moved_thresholds::moved_thresholds(const bind::query& query, typing& types)
    : query_(query),
      types_(types),
      reads_change_([](const leaf& read) { return read.of == version::change; }) {}

circuit moved_thresholds::operator()(const circuit& c) {
    return done_.once(c, [&] { return rebuilt(c); });
}

circuit moved_thresholds::rebuilt(const circuit& c) {
    const piece here(c);
    auto const over = rebuilt_inputs(here, *this);
    auto const whole = over.changed ? here.rewired(over.inputs) : c;
    const auto* const shown = here.as<projection>();
    if (shown == nullptr || shown->fn.is_identity()) { return whole; }
    const piece below(over.inputs[0]);
    const auto* const filter = below.as<selection>();
    if (filter == nullptr) { return whole; }
    use above{filter->pred.condition(), {}};
    for (const expression& e : shown->fn.columns()) { above.read.merge(e.columns()); }
    auto rows = bounded(below.input(0), above);
    return rows ? here.rewired({below.rewired({*rows})}) : whole;
}

std::optional<circuit> moved_thresholds::bounded(const circuit& rows, const use& above) {
    const piece here(rows);
    if (here.is<inner_join>()) { return bounded_join(here, above); }
    if (here.is<dbsp::op::plus>() || here.is<dbsp::op::minus>() || here.is<dbsp::op::negate>()) {
        return bounded_inputs(here, above);
    }
    const auto* const shown = here.as<projection>();
    if (shown == nullptr || shown->fn.is_identity()) { return std::nullopt; }
    use below{above.condition.substitute(shown->fn.columns()), {}};
    for (std::size_t const i : above.read) { below.read.merge(shown->fn.columns().at(i).columns()); }
    return bounded_inputs(here, below);
}

std::optional<circuit> moved_thresholds::bounded_inputs(const piece& sum, const use& above) {
    auto inputs = sum.inputs();
    bool is_any = false;
    for (circuit& one : inputs) {
        if (auto in = bounded(one, above)) {
            one = std::move(*in);
            is_any = true;
        }
    }
    return is_any ? std::optional(sum.rewired(inputs)) : std::nullopt;
}

std::optional<circuit> moved_thresholds::bounded_join(const piece& join, const use& above) {
    const join_match& on = *join.match();
    const pairing& pair = *join.pairs();
    bool const compares_nothing = !on.left.is_identity() && on.left.columns().empty() && !on.condition;
    if (!compares_nothing || pair.is_first()) { return std::nullopt; }
    use of_pair{above.condition.substitute(pair.columns()), {}};
    for (std::size_t const i : above.read) { of_pair.read.merge(pair.columns().at(i).columns()); }
    auto result = bounded_side(join, 1, of_pair);
    return result ? result : bounded_side(join, 0, of_pair);
}

/// Where the rows of one side change, and those of the other do not.
std::optional<circuit> moved_thresholds::bounded_side(const piece& join, std::size_t changed,
                                                      const use& of_pair) {
    auto const& staying = join.input(1 - changed);
    auto const change = as_changed_rows(query_, join.input(changed));
    if (!change || reads_change_(staying)) { return std::nullopt; }
    auto const first_width = types_.of(join.input(0)).size();
    auto const offset = changed == 1 ? first_width : 0;
    side_columns const changing{offset, offset + change->columns.size()};
    auto const is_read = [&](std::size_t i) { return changing.contain(i); };
    if (std::ranges::any_of(of_pair.read, is_read)) { return std::nullopt; }
    auto by = only_comparison(of_pair.condition, changing);
    if (!by) { return std::nullopt; }
    by->x = by->x.shifted(changed == 1 ? 0 : -static_cast<std::ptrdiff_t>(first_width));
    by->y = by->y.shifted(-static_cast<std::ptrdiff_t>(offset));
    auto const x = types_.of_expressions({by->x}, types_.of(staying));
    auto const y = types_.of_expressions({by->y}, types_.of(join.input(changed)));
    if (!are_ordered_alike(x[0].type.name, y[0].type.name)) { return std::nullopt; }
    auto const text = over_change(by->y.substitute(change->columns), query_.sources[change->source]);
    auto inputs = join.inputs();
    inputs[1 - changed] =
        dbsp::filter(staying, predicate(between(*by, text, protocol::delta_name(change->source))));
    return join.rewired(inputs);
}

} // namespace pgt::lower
