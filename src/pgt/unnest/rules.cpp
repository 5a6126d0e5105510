#include "unnest/rules.hpp"

#include <pgt/checkpoint.hpp>
#include <pgt/circuit/recursion.hpp>
#include <pgt/expr/boolean.hpp>

#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/except_all.hpp>
#include <dbsp/operator/except_distinct.hpp>
#include <dbsp/operator/flat_map.hpp>
#include <dbsp/operator/group_transform.hpp>
#include <dbsp/operator/intersect_all.hpp>
#include <dbsp/operator/intersect_distinct.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/operator/top_k.hpp>
#include <dbsp/operator/union_distinct.hpp>

#include <algorithm>
#include <stdexcept>

namespace pgt::unnest {

namespace {
using variable_operator = dbsp::op::variable<row, dbsp::default_weight>;

template <class T, template <class...> class Template> inline constexpr bool is_a = false;
template <class... Arg, template <class...> class Template>
inline constexpr bool is_a<Template<Arg...>, Template> = true;

expression both_equal(expression a, expression b) {
    return expression::infix(operation::equal, std::move(a), " = ", std::move(b));
}
expression not_distinct(expression a, expression b) {
    return expression::infix(operation::is_not_distinct, std::move(a), " IS NOT DISTINCT FROM ",
                             std::move(b));
}
} // namespace

rules::rules(const leaf_facts& leaves, known_domains& domains, std::string unit, outer_rows around,
             std::map<std::size_t, std::size_t> images)
    : facts_(leaves),
      domains_(domains),
      unit_name_(std::move(unit)),
      around_(std::move(around)),
      outer_width_(around_.columns.size()),
      images_(std::move(images)) {}

void rules::refuse(const char* construct) const {
    throw syntax::not_incremental(std::string(construct) + " in a correlated subquery",
                                  "It depends on a row of the query around it.", around_.at);
}

bool rules::depends(const circuit& c) {
    return depends_.once(c, [&] {
        checkpoint();
        return c.visit([&](const auto& n) {
            if constexpr (requires { n.op.table; }) {
                return n.op.table == around_.leaf;
            } else if constexpr (std::same_as<std::remove_cvref_t<decltype(n.op)>, variable_operator>) {
                return iterates_.contains(n.op.scope);
            } else {
                return std::ranges::any_of(inputs_of(n), [&](const circuit& in) { return depends(in); });
            }
        });
    });
}

freed rules::unit() const { return {.rows = dbsp::source<circuit>(unit_name_), .width = 0}; }
bool rules::is_unit(const freed& x) const {
    if (x.optional) { return false; }
    return x.rows.visit([&](const auto& n) {
        if constexpr (requires { n.op.table; }) {
            return n.op.table == unit_name_;
        } else {
            return false;
        }
    });
}
freed rules::independent(const circuit& c) {
    auto const width = facts_.width(c);
    return {.rows = c, .width = width, .columns = columns_from(outer_width_, width)};
}

bool rules::reads_outer(const expression& e) const {
    auto const columns = e.columns();
    return !columns.empty() && *columns.begin() < outer_width_;
}
rules::names rules::outer_columns(const expressions& list) const {
    names result;
    for (const auto& e : list) {
        for (std::size_t const i : e.columns()) {
            if (i < outer_width_) { result.insert(i); }
        }
    }
    return result;
}
expression rules::moved(const expression& e, std::size_t by) const {
    auto columns = columns_from(0, outer_width_);
    auto const read = e.columns();
    auto const last = read.empty() ? std::size_t{0} : *read.rbegin() + 1;
    for (std::size_t i = outer_width_; i < last; ++i) { columns.push_back(expression::column(i + by)); }
    return e.substitute(columns);
}
expression rules::at_domain(const freed& x, const expression& e) const {
    auto const read = e.columns();
    if ((x.domain.empty() && x.known.empty()) || read.empty()) { return e; }
    auto columns = columns_from(0, std::max(outer_width_, *read.rbegin() + 1));
    for (const auto& [outer, column] : x.domain) { columns[outer] = row_column(column); }
    for (const auto& [outer, column] : x.known) { columns[outer] = row_column(column); }
    return e.substitute(columns);
}

rules::domain_columns rules::domain_columns_of(const names& wanted) const {
    domain_columns result;
    for (std::size_t const i : wanted) {
        auto const image = images_.find(i);
        result.keys.insert(image == images_.end() ? i : image->second);
        if (image != images_.end()) { result.values.insert(i); }
    }
    return result;
}

/// The distinct values of some columns of the outer rows: for what the subquery has to be known.  Values whose image is among them are
/// the same in all rows of a group.
circuit rules::domain_of(const domain_columns& columns) {
    if (reads_iterate(around_.rows)) {
        throw syntax::not_incremental("this subquery in a recursive term",
                                      "It is not connected with the rows of the recursion by equality alone.",
                                      around_.at);
    }
    auto const at = [&](const names& list) {
        expressions result;
        for (std::size_t const i : list) { result.push_back(around_.columns.at(i)); }
        return result;
    };
    return domains_.of(around_.rows, at(columns.keys), at(columns.values));
}

namespace {
bool is_comparison(operation op) {
    switch (op) {
    case operation::equal:
    case operation::not_equal:
    case operation::less:
    case operation::less_equal:
    case operation::greater:
    case operation::greater_equal: return true;
    default: return false;
    }
}
/// The columns that an expression reads otherwise than by comparing them.
void add_exposed(const expression& e, std::set<std::size_t>& out) {
    for (const auto& arg : e.args()) {
        if (!is_comparison(e.op()) || !arg.as_column()) { add_exposed(arg, out); }
    }
    if (auto const column = e.as_column()) { out.insert(*column); }
}
} // namespace

/// In the domain one value stands for all that are equal to it: others must not be told apart by what is computed from it.
void rules::require_images(const names& exposed) {
    names missing;
    for (std::size_t const i : exposed) {
        auto const column = around_.columns.at(i).as_column();
        bool const is_told_apart = column && facts_.image_is_equality(around_.rows, *column);
        if (!is_told_apart && !images_.contains(i)) { missing.insert(i); }
    }
    if (!missing.empty()) { throw images_needed{std::move(missing)}; }
}

/// The columns of o that something is computed from.
rules::names rules::exposed_columns(const freed& x) const {
    names result;
    for (const auto& e : x.conditions) { add_exposed(e, result); }
    result.merge(outer_columns(x.columns));
    std::erase_if(result, [&](std::size_t i) { return i >= outer_width_; });
    return result;
}

/// Connected by `domain` alone, which has the columns in `wanted` and those that the conditions read: the domain is joined with the rows.
freed rules::materialised(freed x, names wanted) {
    wanted.merge(outer_columns(x.conditions));
    for (const auto& [outer, column] : x.domain) { wanted.insert(outer); }
    auto const is_there = [&](std::size_t i) { return is_known(x, i); };
    if (!x.optional && x.conditions.empty() && std::ranges::all_of(wanted, is_there)) {
        return normal(std::move(x));
    }

    auto exposed = exposed_columns(x);
    std::erase_if(exposed, [&](std::size_t i) { return !wanted.contains(i); });
    require_images(exposed);
    auto const in_domain = domain_columns_of(wanted);
    auto const domain = domain_of(in_domain);
    auto const width = in_domain.keys.size() + in_domain.values.size();
    freed result{.rows = domain, .width = width + x.width};
    expressions columns(outer_width_, expression::null());
    std::size_t next = 0;
    for (auto [part, positions] :
         {std::pair(&in_domain.keys, &result.domain), std::pair(&in_domain.values, &result.known)}) {
        for (std::size_t const i : *part) {
            columns[i] = expression::column(next);
            positions->emplace(i, next++);
        }
    }
    for (auto& e : columns_from(width, x.width)) { columns.push_back(std::move(e)); }
    pair_conditions on{substituted(x.conditions, columns), {}};
    for (const auto& [outer, column] : x.domain) { on.same.push_back({result.domain.at(outer), column}); }

    if (is_unit(x)) {
        result.rows = filtered(domain, on.conditions);
        result.width = width;
    } else {
        pair_of_circuits const pair(facts_, domain, x.rows);
        result.rows = x.optional ? pair.left(on) : pair.inner(on);
    }
    if (!x.optional) {
        for (const auto& [outer, column] : x.known) { result.known.emplace(outer, column + width); }
    }
    for (const auto& e : x.columns) { result.columns.push_back(at_domain(result, moved(e, width))); }
    return result;
}
/// Its columns read what is in the domain from there.  Precondition: not optional, for then the domain may be NULL.
freed rules::normal(freed x) const {
    for (auto& e : x.columns) { e = at_domain(x, e); }
    return x;
}
freed rules::plain(freed x) { return x.optional ? materialised(std::move(x), {}) : normal(std::move(x)); }

freed rules::under(freed x, const expressions& on) const {
    auto columns = columns_from(0, outer_width_);
    columns.insert(columns.end(), x.columns.begin(), x.columns.end());
    expressions own;
    for (const auto& e : conjuncts(substituted(on, columns))) {
        auto const condition = at_domain(x, e);
        if (reads_outer(condition)) {
            x.conditions.push_back(condition);
        } else {
            own.push_back(over_rows(condition));
        }
    }
    x.rows = filtered(x.rows, own);
    return x;
}

/// `column of o = column of r`, where that means grouping by the column of r.
std::optional<link> rules::as_link(const freed& x, const expression& condition) {
    if (condition.op() != operation::equal) { return std::nullopt; }
    auto const of = [&](const expression& outer, const expression& row) -> std::optional<link> {
        auto const i = outer.as_column();
        auto const j = row.as_column();
        if (!i || !j || *i >= outer_width_ || *j < outer_width_) { return std::nullopt; }
        auto const over = around_.columns.at(*i).as_column();
        if (!over || !facts_.determines(around_.rows, *over, x.rows, *j - outer_width_)) {
            return std::nullopt;
        }
        return link{outer, over_rows(row)};
    };
    auto const found = of(condition.args()[0], condition.args()[1]);
    return found ? found : of(condition.args()[1], condition.args()[0]);
}

rules::linked rules::by_links(freed x) {
    std::set<std::size_t> all;
    for (std::size_t i = 0; i < x.columns.size(); ++i) { all.insert(i); }
    return by_links(std::move(x), all);
}
std::optional<std::vector<link>> rules::links_of(const freed& x) {
    std::vector<link> result;
    for (const auto& [outer, column] : x.domain) {
        result.push_back({expression::column(outer), expression::column(column), true});
    }
    for (const auto& condition : x.conditions) {
        auto const found = as_link(x, condition);
        if (!found) { return std::nullopt; }
        result.push_back(*found);
    }
    return result;
}
rules::linked rules::by_links(freed x, const std::set<std::size_t>& closed) {
    x = normal(std::move(x));
    expressions read;
    for (std::size_t const i : closed) { read.push_back(x.columns.at(i)); }
    auto const open = outer_columns(read);
    auto links = open.empty() ? links_of(x) : std::nullopt;
    if (links) { return {std::move(x), std::move(*links)}; }
    x = materialised(std::move(x), open);
    links = links_of(x);
    return {std::move(x), std::move(links.value())};
}

circuit rules::arranged(const linked& x, const expressions& columns) const {
    expressions list;
    for (const auto& one : x.links) { list.push_back(one.rows); }
    for (const auto& e : columns) { list.push_back(reads_outer(e) ? expression::null() : over_rows(e)); }
    return dbsp::map(x.rows.rows, mapping(std::move(list)));
}
/// Rows that begin with the sides of the links.
freed rules::connected(circuit rows, std::size_t columns, const std::vector<link>& links) const {
    freed result{.rows = std::move(rows), .width = links.size() + columns};
    result.columns = columns_from(outer_width_ + links.size(), columns);
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (links[i].nulls_match) {
            result.domain.emplace(links[i].outer.as_column().value(), i);
        } else {
            result.conditions.push_back(both_equal(links[i].outer, row_column(i)));
        }
    }
    return result;
}

rules::missable rules::with_presence(const freed& x) const {
    missable result{x.rows, {}};
    auto const is_column = [&](const expression& e) {
        auto const i = e.as_column();
        return i && *i >= outer_width_;
    };
    if (std::ranges::all_of(x.columns, is_column)) {
        result.columns = x.columns;
        return result;
    }
    auto extended = columns_from(0, x.width);
    extended.push_back(boolean_constant(true));
    result.rows = dbsp::map(x.rows, mapping(std::move(extended)));
    for (const auto& e : x.columns) {
        result.columns.push_back(is_column(e) || x.optional ? e : where(is_not_null(row_column(x.width)), e));
    }
    return result;
}

freed rules::mapped(const freed& in, const mapping& fn) const {
    if (fn.is_identity()) { return in; }
    auto result = in;
    result.columns = substituted(fn.columns(), in.columns);
    return result;
}

/// The columns of both, where r is a row of `a` followed by one of `b`.
expressions rules::pair_columns(const freed& a, const freed& b) const {
    auto result = a.columns;
    for (const auto& e : b.columns) { result.push_back(moved(e, a.width)); }
    return result;
}

/// What a join matches on, over the columns of both sides.
template <class On> expressions rules::conditions_of(const On& on, std::size_t left_width) {
    if (on.left.is_identity() || on.right.is_identity()) { throw std::logic_error("unnest: a join of rows"); }
    expressions result;
    for (std::size_t i = 0; i < on.left.columns().size(); ++i) {
        auto const left = on.left.columns()[i];
        auto const right = on.right.columns().at(i).shifted(static_cast<std::ptrdiff_t>(left_width));
        bool const nulls_match = on.left.nulls_match() && on.right.nulls_match();
        result.push_back(nulls_match ? not_distinct(left, right) : both_equal(left, right));
    }
    if (on.condition) {
        if (on.condition.is_flipped()) { throw std::logic_error("unnest: a flipped condition"); }
        result.push_back(*on.condition.condition());
    }
    return conjuncts(result);
}

/// Both sides are asked about one outer row, so that nothing has to be compared for that.
freed rules::joined(freed a, freed b, const expressions& on, const pairing& pair) {
    auto const is_nothing = [&](const freed& x) { return is_unit(x) && x.conditions.empty(); };
    if (on.empty() && (is_nothing(a) || is_nothing(b))) {
        auto columns = pair.is_first() ? a.columns : substituted(pair.columns(), pair_columns(a, b));
        auto result = is_nothing(a) ? std::move(b) : std::move(a);
        result.columns = std::move(columns);
        return result;
    }
    a = plain(std::move(a));
    b = plain(std::move(b));
    auto columns = pair_columns(a, b);
    freed result{.rows = a.rows, .width = a.width + b.width, .domain = a.domain, .known = a.known};
    for (const auto& [outer, column] : b.known) { result.known.emplace(outer, a.width + column); }
    pair_conditions own;
    for (const auto& [outer, column] : b.domain) {
        auto const [known, is_new] = result.domain.emplace(outer, a.width + column);
        if (!is_new) { own.same.push_back({known->second, column}); }
    }
    auto all = a.conditions;
    for (const auto& e : b.conditions) { all.push_back(moved(e, a.width)); }
    for (const auto& e : substituted(on, columns)) { all.push_back(e); }
    for (const auto& e : all) {
        auto const condition = at_domain(result, e);
        if (reads_outer(condition)) {
            result.conditions.push_back(condition);
        } else {
            own.conditions.push_back(over_rows(condition));
        }
    }
    if (is_unit(a)) {
        result.rows = filtered(b.rows, own.conditions);
    } else if (is_unit(b)) {
        result.rows = filtered(a.rows, own.conditions);
    } else {
        result.rows = pair_of_circuits(facts_, a.rows, b.rows).inner(own);
    }
    for (auto& e : columns) { e = at_domain(result, e); }
    result.columns =
        pair.is_first()
            ? expressions(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(a.columns.size()))
            : substituted(pair.columns(), columns);
    return result;
}

/// Where the match reads o, o is made a part of the left rows: all of them have to be there for every outer row.
rules::outer_joined_rows rules::left_joined(freed a, freed b, const expressions& on) {
    if (b.optional && !on.empty()) { b = plain(std::move(b)); }
    auto const conditions_over = [&] {
        auto result = substituted(on, pair_columns(a, b));
        for (const auto& e : b.conditions) { result.push_back(moved(e, a.width)); }
        for (auto& e : result) { e = at_domain(a, e); }
        return result;
    };
    if (is_unit(a) && a.conditions.empty()) {
        auto const right = with_presence(b);
        freed base{
            .rows = right.rows, .width = facts_.width(right.rows), .domain = b.domain, .optional = true};
        expressions own;
        for (const auto& e : conditions_over()) {
            auto const condition = at_domain(b, e);
            if (reads_outer(condition)) {
                base.conditions.push_back(condition);
            } else {
                own.push_back(over_rows(condition));
            }
        }
        base.rows = filtered(base.rows, own);
        return {std::move(base), a.columns, right.columns};
    }
    auto needed = outer_columns(conditions_over());
    for (const auto& [outer, column] : b.domain) { needed.insert(outer); }
    std::erase_if(needed, [&](std::size_t i) { return is_known(a, i); });
    if (!needed.empty() || a.optional) { a = materialised(std::move(a), std::move(needed)); }
    auto const right = with_presence(b);
    pair_conditions own;
    for (const auto& e : conditions_over()) { own.conditions.push_back(over_rows(e)); }
    for (const auto& [outer, column] : b.domain) { own.same.push_back({a.domain.at(outer), column}); }
    freed base{.rows = pair_of_circuits(facts_, a.rows, right.rows).left(own),
               .width = a.width + facts_.width(right.rows),
               .conditions = a.conditions,
               .domain = a.domain,
               .known = a.known};
    expressions columns;
    for (const auto& e : right.columns) { columns.push_back(at_domain(base, moved(e, a.width))); }
    return {std::move(base), a.columns, std::move(columns)};
}

freed rules::full_joined(freed a, freed b, const expressions& on, const pairing& pair) {
    auto const columns = pair_columns(a, b);
    auto names_needed = outer_columns(substituted(on, columns));
    names_needed.merge(outer_columns(columns));
    for (const auto* side : {&a, &b}) {
        names_needed.merge(outer_columns(side->conditions));
        for (const auto& [outer, column] : side->domain) { names_needed.insert(outer); }
    }
    auto const left = by_links(materialised(std::move(a), names_needed));
    auto const right = by_links(materialised(std::move(b), names_needed));
    auto const links = left.links.size();
    auto const a_rows = arranged(left, left.rows.columns);
    auto const b_rows = arranged(right, right.rows.columns);
    auto const a_width = links + left.rows.columns.size();
    pair_conditions own;
    for (std::size_t i = 0; i < links; ++i) { own.same.push_back({i, i}); }
    auto paired = columns_from(links, left.rows.columns.size());
    for (auto& e : columns_from(a_width + links, right.rows.columns.size())) {
        paired.push_back(std::move(e));
    }
    own.conditions = substituted(on, paired);
    expressions list;
    for (std::size_t i = 0; i < links; ++i) {
        list.push_back(expression::call(operation::coalesce,
                                        {sql::build("COALESCE("), sql::build(", "), sql::build(")")},
                                        {expression::column(i), expression::column(a_width + i)}));
    }
    list.insert(list.end(), paired.begin(), paired.end());
    auto const rows = dbsp::map(pair_of_circuits(facts_, a_rows, b_rows).full(own), mapping(std::move(list)));
    auto result = connected(rows, paired.size(), left.links);
    result.columns = substituted(pair.columns(), result.columns);
    return result;
}

freed rules::reduced(freed a, freed b, const expressions& on, bool semi) {
    a = plain(std::move(a));
    b = plain(std::move(b));
    auto const conditions_over = [&] {
        auto result = substituted(on, pair_columns(a, b));
        for (const auto& e : b.conditions) { result.push_back(moved(e, a.width)); }
        for (auto& e : result) { e = at_domain(a, e); }
        return result;
    };
    auto needed = outer_columns(conditions_over());
    for (const auto& [outer, column] : b.domain) { needed.insert(outer); }
    std::erase_if(needed, [&](std::size_t i) { return is_known(a, i); });
    if (!needed.empty()) { a = materialised(std::move(a), std::move(needed)); }
    pair_conditions own;
    for (const auto& e : conditions_over()) { own.conditions.push_back(over_rows(e)); }
    for (const auto& [outer, column] : b.domain) { own.same.push_back({a.domain.at(outer), column}); }
    pair_of_circuits const pair(facts_, a.rows, b.rows);
    a.rows = semi ? pair.semi(own) : pair.anti(own);
    return a;
}

/// Functions over the rows.  What they read of o has to be in the rows.
freed rules::expanded(freed in, const expansion& fn) {
    in = plain(std::move(in));
    auto made = fn.made();
    expressions read;
    for (const auto& f : made.functions) { read.push_back(f.call); }
    if (made.condition) { read.push_back(*made.condition); }
    auto const over = [&](const freed& x, const expression& e) {
        auto columns = x.columns;
        for (auto& one : columns_from(outer_width_ + x.width, fn.width())) {
            columns.push_back(std::move(one));
        }
        return e.substitute(columns);
    };
    expressions own;
    for (const auto& e : read) { own.push_back(over(in, e)); }
    if (auto needed = outer_columns(own); !needed.empty()) {
        require_images(needed);
        in = materialised(std::move(in), std::move(needed));
    }
    for (auto& f : made.functions) { f.call = over_rows(over(in, f.call)); }
    if (made.condition) { made.condition = over_rows(over(in, *made.condition)); }
    for (auto& e : columns_from(outer_width_ + in.width, fn.width())) { in.columns.push_back(std::move(e)); }
    in.width += fn.width();
    in.rows = dbsp::flat_map(in.rows, expansion(std::move(made)));
    return in;
}

freed rules::aggregated(freed in, const key& by, const group_function& fn) {
    if (by.is_identity()) { throw std::logic_error("unnest: groups of rows"); }
    in = plain(std::move(in));
    std::set<std::size_t> read;
    for (const auto& e : by.columns()) { read.merge(e.columns()); }
    for (const auto& call : fn.calls()) {
        read.merge(call.call.columns());
        if (call.filter) { read.merge(call.filter->columns()); }
    }
    auto const x = by_links(std::move(in), read);
    auto const links = x.links.size();
    auto const shift = static_cast<std::ptrdiff_t>(links);
    auto group_key = columns_from(0, links);
    for (const auto& e : by.columns()) { group_key.push_back(e.shifted(shift)); }
    auto calls = fn.calls();
    for (auto& call : calls) {
        call.call = call.call.shifted(shift);
        if (call.filter) { call.filter = call.filter->shifted(shift); }
    }
    auto const columns = by.columns().size() + calls.size();
    circuit const rows = dbsp::detail::connect_grouped<dbsp::op::aggregate>(
        dbsp::group_by(arranged(x, x.rows.columns), key(std::move(group_key), true)),
        group_function(std::move(calls)));
    return connected(rows, columns, x.links);
}

/// What connects rows with an outer row makes partitions of them.
freed rules::windowed(freed in, const key& by, const group_function& fn) {
    if (by.is_identity()) { throw std::logic_error("unnest: partitions of rows"); }
    auto const x = by_links(plain(std::move(in)));
    auto const links = x.links.size();
    auto const columns = x.rows.columns.size();
    auto const around = columns_from(0, links);
    auto const rows_of_in = columns_from(links, columns);
    auto partition = around;
    for (auto& e : substituted(by.columns(), rows_of_in)) { partition.push_back(std::move(e)); }
    std::vector<window_call> calls;
    for (const auto& call : fn.windows()) {
        calls.push_back(call.substitute(rows_of_in));
        auto& own = calls.back().over.partition_by;
        own.insert(own.begin(), around.begin(), around.end());
    }
    auto const width = columns + calls.size();
    circuit const rows = dbsp::detail::connect_grouped<dbsp::op::group_transform>(
        dbsp::group_by(arranged(x, x.rows.columns), key(std::move(partition), true)),
        group_function::of_windows(std::move(calls)));
    return connected(rows, width, x.links);
}

/// What connects rows with an outer row makes groups of them, each of which keeps its first rows.
freed rules::limited(freed in, const key& by, const group_function& fn) {
    if (by.is_identity()) { throw std::logic_error("unnest: groups of rows"); }
    auto const x = by_links(plain(std::move(in)));
    auto const links = x.links.size();
    auto const columns = x.rows.columns.size();
    auto const rows_of_in = columns_from(links, columns);
    auto group = columns_from(0, links);
    for (auto& e : substituted(by.columns(), rows_of_in)) { group.push_back(std::move(e)); }
    auto limit = fn.limit();
    for (auto& one : limit.order) { one.by = one.by.substitute(rows_of_in); }
    if (limit.decided_by) {
        for (auto& column : *limit.decided_by) { column += links; }
    }
    circuit const rows = dbsp::detail::connect_grouped<dbsp::op::top_k>(
        dbsp::group_by(arranged(x, x.rows.columns), key(std::move(group), true)),
        group_function(std::move(limit)));
    return connected(rows, columns, x.links);
}

freed rules::distinct(freed in) {
    auto const x = by_links(plain(std::move(in)));
    return connected(dbsp::distinct(arranged(x, x.rows.columns)), x.rows.columns.size(), x.links);
}

/// Both sides as rows that begin with the same links.
template <class Combine> freed rules::combined(freed a, freed b, const Combine& combine) {
    a = plain(std::move(a));
    b = plain(std::move(b));
    auto const width = a.columns.size();
    auto left = by_links(std::move(a));
    auto right = by_links(std::move(b));
    auto const outer_sides = [](const linked& x) {
        std::vector<std::pair<expression, bool>> result;
        for (const auto& one : x.links) { result.emplace_back(one.outer, one.nulls_match); }
        return result;
    };
    if (outer_sides(left) != outer_sides(right)) {
        names all;
        for (const auto* side : {&left, &right}) {
            for (const auto& one : side->links) { all.merge(one.outer.columns()); }
        }
        left = by_links(materialised(std::move(left.rows), all));
        right = by_links(materialised(std::move(right.rows), all));
    }
    circuit const rows = combine(arranged(left, left.rows.columns), arranged(right, right.rows.columns));
    return connected(rows, width, left.links);
}

template <class Op, class... In> freed rules::of_node(const dbsp::node<Op, In...>& n) {
    [[maybe_unused]] auto const input = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
        return of(get<I>(n.in));
    };
    [[maybe_unused]] std::integral_constant<std::size_t, 0> const first;
    [[maybe_unused]] std::integral_constant<std::size_t, 1> const second;
    if constexpr (requires { n.op.table; }) {
        auto result = unit();
        result.columns = columns_from(0, around_.leaf_width);
        return result;
    } else if constexpr (std::same_as<Op, variable_operator>) {
        return iterates_.at(n.op.scope);
    } else if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
        return mapped(input(first), n.op.fn);
    } else if constexpr (std::same_as<Op, dbsp::op::filter<predicate>>) {
        auto const in = plain(input(first));
        auto condition = n.op.pred.condition().shifted(static_cast<std::ptrdiff_t>(outer_width_));
        return under(in, {std::move(condition)});
    } else if constexpr (is_a<Op, dbsp::op::product>) {
        auto a = input(first);
        auto b = input(second);
        expressions on;
        if (n.op.condition) { on = conjuncts({*n.op.condition.condition()}); }
        return joined(std::move(a), std::move(b), on, n.op.pairing);
    } else if constexpr (is_a<Op, dbsp::op::join>) {
        auto a = input(first);
        auto b = input(second);
        auto const on = conditions_of(n.op.on, a.columns.size());
        return joined(std::move(a), std::move(b), on, n.op.pairing);
    } else if constexpr (is_a<Op, dbsp::op::left_join>) {
        auto a = input(first);
        auto b = input(second);
        auto const on = conditions_of(n.op.on, a.columns.size());
        auto made = left_joined(std::move(a), std::move(b), on);
        auto columns = std::move(made.left);
        columns.insert(columns.end(), made.right.begin(), made.right.end());
        made.base.columns = substituted(n.op.pairing.columns(), columns);
        return std::move(made.base);
    } else if constexpr (is_a<Op, dbsp::op::right_join>) {
        auto a = input(first);
        auto b = input(second);
        auto const width = a.columns.size();
        auto swapped = columns_from(b.columns.size(), width);
        for (auto& e : columns_from(0, b.columns.size())) { swapped.push_back(std::move(e)); }
        auto const on = substituted(conditions_of(n.op.on, a.columns.size()), swapped);
        auto made = left_joined(std::move(b), std::move(a), on);
        auto columns = std::move(made.right);
        columns.insert(columns.end(), made.left.begin(), made.left.end());
        made.base.columns = substituted(n.op.pairing.columns(), columns);
        return std::move(made.base);
    } else if constexpr (is_a<Op, dbsp::op::full_join>) {
        auto a = plain(input(first));
        auto b = plain(input(second));
        auto const on = conditions_of(n.op.on, a.columns.size());
        return full_joined(std::move(a), std::move(b), on, n.op.pairing);
    } else if constexpr (is_a<Op, dbsp::op::semijoin> || is_a<Op, dbsp::op::antijoin>) {
        auto a = input(first);
        auto b = input(second);
        auto const on = conditions_of(n.op.on, a.columns.size());
        return reduced(std::move(a), std::move(b), on, is_a<Op, dbsp::op::semijoin>);
    } else if constexpr (std::same_as<Op, dbsp::op::flat_map<expansion>>) {
        return expanded(input(first), n.op.fn);
    } else if constexpr (is_a<Op, dbsp::op::aggregate>) {
        return aggregated(input(first), n.op.key, n.op.fn);
    } else if constexpr (is_a<Op, dbsp::op::group_transform>) {
        return windowed(input(first), n.op.key, n.op.fn);
    } else if constexpr (is_a<Op, dbsp::op::top_k>) {
        return limited(input(first), n.op.key, n.op.fn);
    } else if constexpr (std::same_as<Op, dbsp::op::distinct>) {
        return distinct(input(first));
    } else if constexpr (std::same_as<Op, dbsp::op::plus> || std::same_as<Op, dbsp::op::minus> ||
                         std::same_as<Op, dbsp::op::union_distinct> ||
                         std::same_as<Op, dbsp::op::intersect_distinct> ||
                         std::same_as<Op, dbsp::op::intersect_all> ||
                         std::same_as<Op, dbsp::op::except_distinct> ||
                         std::same_as<Op, dbsp::op::except_all>) {
        return combined(input(first), input(second), [&](circuit a, circuit b) {
            return circuit(dbsp::connect(n.op, std::move(a), std::move(b)));
        });
    } else if constexpr (std::same_as<Op, dbsp::op::fixpoint<circuit>>) {
        return recursion(opened_body(n.op.body, n.op.scope, inputs_of(n)), n.op.scope);
    } else {
        refuse("this operator");
    }
}

freed rules::of(const circuit& c) {
    return known_.once(c, [&] {
        checkpoint();
        return depends(c) ? c.visit([&](const auto& n) { return of_node(n); }) : independent(c);
    });
}

} // namespace pgt::unnest
