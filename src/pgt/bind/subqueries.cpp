/// Subqueries in expressions, and conditions that are subqueries.
#include "bind/arrays.hpp"
#include "bind/binder.hpp"
#include "bind/printer.hpp"
#include "bind/refusal.hpp"
#include "bind/syntax_tree.hpp"

#include <pgt/expr/boolean.hpp>

#include <dbsp/operator/map.hpp>
#include <dbsp/operator/source.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace pgt::bind::detail {

namespace {

expression negated(expression e) {
    return expression::call(operation::logical_not, {sql::build("(NOT "), sql::build(")")}, {std::move(e)});
}
expression is_true(expression e) {
    return expression::call(operation::is_true, {sql::build("("), sql::build(" IS TRUE)")}, {std::move(e)});
}
/// Of a row, `IS NULL` would ask for its fields.
expression is_null(expression e) {
    return expression::call(operation::is_null, {sql::build("("), sql::build(" IS NOT DISTINCT FROM NULL)")},
                            {std::move(e)});
}
expression either(expression a, expression b) {
    return expression::infix(operation::logical_or, std::move(a), " OR ", std::move(b));
}
/// `decided` where `decides` is true, unknown where `open` is, else the opposite.
expression three_valued(expression decides, expression open, bool decided) {
    return expression::call(operation::case_when,
                            {sql::build("(CASE WHEN "), sql::build(" THEN "), sql::build(" WHEN "),
                             sql::build(" THEN "), sql::build(" ELSE "), sql::build(" END)")},
                            {std::move(decides), boolean_constant(decided), std::move(open),
                             expression::null(), boolean_constant(!decided)});
}

/// EXISTS asks for a row: a LIMIT that leaves one changes nothing.
bool leaves_a_row(const syntax::limit& limit) {
    if (limit.offset || !limit.count) { return false; }
    const auto* count = std::get_if<syntax::constant>(&limit.count->is);
    if (count == nullptr || !count->known || !*count->known) { return false; }
    const auto* number = std::get_if<std::int64_t>(&**count->known);
    return number != nullptr && *number > 0;
}
syntax::select_statement asked_for_a_row(const syntax::select_statement& s) {
    auto result = s;
    if (result.limit && leaves_a_row(*result.limit)) { result.limit.reset(); }
    return result;
}

/// `(a, b) op (x, y)`, over the operands and the columns of the subquery; `=` of rows is `=` of their fields.
class comparison {
  public:
    comparison(const syntax::sublink& link, const dependent& d)
        : link_(link), count_(link.operand.size()), operands_(d.leaf_width), columns_(d.columns.size()) {}

    [[nodiscard]] expression holds() const { return of(link_.computes, link_.op); }
    /// What is true where the comparison is false.
    [[nodiscard]] expression fails() const {
        bool const single = count_ == 1;
        if (single && link_.computes == operation::not_equal) {
            return of(operation::equal, sql::build("="));
        }
        return negated(holds());
    }
    /// Whether it is unknown exactly where an operand is NULL.
    [[nodiscard]] bool is_strict() const { return count_ == 1 && link_.computes != operation::server; }
    [[nodiscard]] expression operand(std::size_t i) const { return expression::column(operands_ + i); }
    [[nodiscard]] expression column(std::size_t i) const { return expression::column(columns_ + i); }

  private:
    [[nodiscard]] expression of(operation op, const sql::text& symbol) const {
        if (count_ == 1) { return pair(0, op, symbol); }
        if (op != operation::equal) { return rows(symbol); }
        auto result = pair(0, op, symbol);
        for (std::size_t i = 1; i < count_; ++i) {
            result = conjunction(std::move(result), pair(i, op, symbol));
        }
        return result;
    }
    [[nodiscard]] expression pair(std::size_t i, operation op, const sql::text& symbol) const {
        return expression::call(op, {sql::build("("), sql::build(" {} ", symbol), sql::build(")")},
                                {operand(i), column(i)});
    }
    [[nodiscard]] expression rows(const sql::text& symbol) const {
        printer out;
        out.print("(ROW(");
        for (std::size_t i = 0; i < count_; ++i) { out.comma(i).argument(operand(i)); }
        out.print(sql::build(") {} ROW(", symbol));
        for (std::size_t i = 0; i < count_; ++i) { out.comma(i).argument(column(i)); }
        return out.print("))").build();
    }

    const syntax::sublink& link_;
    std::size_t count_;
    std::size_t operands_;
    std::size_t columns_;
};

/// The sublink of EXISTS (...) or NOT EXISTS (...), ... IN (...) or NOT ... IN (...); null for any other expression.
struct condition_on_rows {
    const syntax::sublink* link = nullptr;
    bool negated = false;
};
condition_on_rows as_condition_on_rows(const syntax::expression& e) {
    if (const auto* link = std::get_if<syntax::sublink>(&e.is)) {
        bool const is_one = link->kind == syntax::sublink_kind::exists ||
                            link->kind == syntax::sublink_kind::any ||
                            link->kind == syntax::sublink_kind::all;
        return is_one ? condition_on_rows{link, false} : condition_on_rows{};
    }
    const auto* form = std::get_if<syntax::form>(&e.is);
    if (form == nullptr || form->op != operation::logical_not) { return {}; }
    auto result = as_condition_on_rows(form->args.front());
    result.negated = !result.negated;
    return result;
}

} // namespace

/// The state of a query that begins: its first numbers are those of the query around it.
select_state binder::entered(const place& where) {
    select_state result{where, {}};
    if (where.outer == nullptr) { return result; }
    result.from.origins = where.outer->visible.origins;
    result.from.types = where.outer->visible.types;
    result.outer_width = result.from.width();
    return result;
}

/// The row of the query around this one, as a part of FROM.
std::optional<part> binder::outer_row(const select_state& state) {
    if (state.outer_width == 0) { return std::nullopt; }
    const auto& around = *state.where.outer;
    part result{bring(around.row, around.body, state.where.body), {}};
    for (std::size_t i = 0; i < state.outer_width; ++i) { result.layout.push_back(i); }
    return result;
}

std::string binder::new_outer_leaf(const select_state& state) {
    auto leaf = "outer" + std::to_string(outer_leaves_.size());
    outer_leaves_.emplace(leaf, state.from.origins);
    return leaf;
}

binder::nested_query binder::nested(const syntax::select_statement& s, select_state& state,
                                    const std::vector<outer_call>* calls) {
    auto leaf = new_outer_leaf(state);
    std::set<std::size_t> read;
    auto* const body = state.where.body;
    outer_scope const around{state.where.outer, state.from, dbsp::source<circuit>(leaf), body, read, calls};
    try {
        auto rows = select(s, {state.where.with, body, &around});
        return {std::move(rows), std::move(leaf), std::move(read)};
    } catch (const outer_call_found& found) {
        if (found.level->row.identity() != around.row.identity()) { throw; }
        throw outer_call_needed{found.call};
    }
}

dependent binder::asked(dependency kind, const nested_query& query, const expressions& around, int at) {
    return {.kind = kind,
            .subquery = query.rows.rows,
            .width = query.rows.columns.size(),
            .leaf = query.leaf,
            .leaf_width = around.size(),
            .columns = around,
            .on = {},
            .read = query.read,
            .added = {},
            .at = at};
}

std::size_t binder::add_number(select_state& state, std::string type) {
    state.from.origins.emplace_back();
    state.from.types.push_back(std::move(type));
    return state.from.width() - 1;
}

expression binder::marked(dependent asked, select_state& state) {
    asked.kind = dependency::mark;
    auto const number = add_number(state, "boolean");
    asked.added = {number};
    state.pending.push_back(std::move(asked));
    return expression::column(number);
}

expression binder::scalar(dependent asked, const std::string& type, select_state& state) {
    auto const number = add_number(state, type);
    asked.added = {number, add_number(state, "bigint")};
    state.pending.push_back(std::move(asked));
    return expression::column(number);
}

/// The value of a subquery with one column; the row of one with several.
expression binder::valued(const dependent& asked, const relation& rows, select_state& state) {
    const auto& columns = rows.columns;
    if (columns.size() == 1) { return scalar(asked, columns.front().type, state); }
    printer out;
    out.print("ROW(");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto one = asked;
        one.subquery = dbsp::map(asked.subquery, mapping({expression::column(i)}));
        one.width = 1;
        out.comma(i).argument(scalar(std::move(one), columns[i].type, state));
    }
    return out.print(")").build();
}

/// `operand op ANY (...)` or `operand op ALL (...)` as a value: what decides, else unknown if some comparison is.
expression binder::compared(const syntax::sublink& link, const dependent& asked, select_state& state) {
    comparison const pair(link, asked);
    bool const any = link.kind == syntax::sublink_kind::any;
    auto const with = [&](expressions on) {
        auto one = asked;
        one.on = std::move(on);
        return marked(std::move(one), state);
    };
    auto decides = with({any ? pair.holds() : pair.fails()});
    if (!pair.is_strict()) { return three_valued(std::move(decides), with({is_null(pair.holds())}), any); }
    auto open = either(with({is_null(pair.column(0))}),
                       conjunction(is_null(asked.columns.at(asked.leaf_width)), with({})));
    return three_valued(std::move(decides), std::move(open), any);
}

/// As PostgreSQL: a subquery in an expression would ask about all rows of the recursion.
void binder::refuse_iterate(const relation& rows, int at) {
    if (!rows.recursive) { return; }
    throw invalid(invalid_recursion, "recursive reference to a query must not appear within a subquery", at);
}

expression binder::subquery(const syntax::sublink& link, const expressions& operand, const seen_columns& seen,
                            select_state& state, select_state& sink, int at,
                            const std::vector<outer_call>* calls) {
    bool const exists = link.kind == syntax::sublink_kind::exists;
    bool const array = link.kind == syntax::sublink_kind::array;
    auto const text = exists  ? asked_for_a_row(*link.query)
                      : array ? array_as_aggregate(*link.query)
                              : *link.query;
    auto const query = nested(text, state, calls);
    refuse_iterate(query.rows, at);
    auto result = asked(dependency::value, query, seen(query), at);
    if (exists) { return marked(std::move(result), sink); }
    if (array || link.kind == syntax::sublink_kind::scalar) { return valued(result, query.rows, sink); }
    result.columns.insert(result.columns.end(), operand.begin(), operand.end());
    return compared(link, std::move(result), sink);
}

/// Conditions that decide whether a row stays by the existence of others need no value.
bool binder::add_existence(const syntax::expression& e, select_state& state, join_group& group) {
    auto const [link, is_negated] = as_condition_on_rows(e);
    if (link == nullptr) { return false; }
    bool const exists = link->kind == syntax::sublink_kind::exists;
    auto const operand = all_bound(link->operand, state);
    std::ranges::move(std::exchange(state.pending, {}), std::back_inserter(group.dependents));
    auto const query = nested(exists ? asked_for_a_row(*link->query) : *link->query, state);
    refuse_iterate(query.rows, e.at);
    auto base = asked(dependency::exists, query, columns_from(0, state.from.width()), e.at);
    base.columns.insert(base.columns.end(), operand.begin(), operand.end());
    auto const add = [&](dependency kind, expressions on) {
        base.kind = kind;
        base.on = std::move(on);
        group.dependents.push_back(base);
    };
    if (exists) {
        add(is_negated ? dependency::not_exists : dependency::exists, {});
        return true;
    }
    comparison const pair(*link, base);
    bool const any = link->kind == syntax::sublink_kind::any;
    auto const decides = any ? pair.holds() : pair.fails();
    if (any != is_negated) { // ANY, or NOT ALL: one row decides
        add(dependency::exists, {decides});
        return true;
    }
    if (!pair.is_strict()) {
        auto const opposite = any ? negated(pair.holds()) : pair.holds();
        add(dependency::not_exists, {negated(is_true(opposite))});
        return true;
    }
    for (const auto& on : {is_null(pair.operand(0)), is_null(pair.column(0)), decides}) {
        add(dependency::not_exists, {on});
    }
    return true;
}

void binder::add_condition(const syntax::expression& e, select_state& state, join_group& group) {
    if (const auto* form = std::get_if<syntax::form>(&e.is);
        form != nullptr && form->op == operation::logical_and) {
        for (const auto& arg : form->args) { add_condition(arg, state, group); }
        return;
    }
    if (add_existence(e, state, group)) { return; }
    group.conditions.push_back(bound(e, state));
    std::ranges::move(std::exchange(state.pending, {}), std::back_inserter(group.dependents));
}

} // namespace pgt::bind::detail
