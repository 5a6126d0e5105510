/// `same`: whether two expressions are written alike. In one text of the server's, one name means one thing in one query, so what is written alike
/// means the same.
#include "bind/syntax_tree.hpp"

#include <pgt/syntax/select.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace pgt::bind::detail {

namespace {

// A recursion through all kinds of syntax trees, declared before the templates that enter it; positions in the text do not count.
bool alike(const syntax::constant& a, const syntax::constant& b);
bool alike(const syntax::column_reference& a, const syntax::column_reference& b);
bool alike(const syntax::form& a, const syntax::form& b);
bool alike(const syntax::function_call& a, const syntax::function_call& b);
bool alike(const syntax::special_aggregate& a, const syntax::special_aggregate& b);
bool alike(const syntax::sublink& a, const syntax::sublink& b);
bool alike(const syntax::grouping_call& a, const syntax::grouping_call& b);
bool alike(const syntax::expression& a, const syntax::expression& b);
bool alike(const syntax::sort_key& a, const syntax::sort_key& b);
bool alike(const syntax::window& a, const syntax::window& b);
bool alike(const syntax::column_definition& a, const syntax::column_definition& b);
bool alike(const syntax::relation_reference& a, const syntax::relation_reference& b);
bool alike(const syntax::subquery& a, const syntax::subquery& b);
bool alike(const syntax::row_function& a, const syntax::row_function& b);
bool alike(const syntax::function_in_from& a, const syntax::function_in_from& b);
bool alike(const syntax::table_function& a, const syntax::table_function& b);
bool alike(const syntax::join& a, const syntax::join& b);
bool alike(const syntax::from_item& a, const syntax::from_item& b);
bool alike(const syntax::target& a, const syntax::target& b);
bool alike(const syntax::with_query& a, const syntax::with_query& b);
bool alike(const syntax::limit& a, const syntax::limit& b);
bool alike(const syntax::select_statement& a, const syntax::select_statement& b);
template <class T> bool alike(const frame_bound<T>& a, const frame_bound<T>& b);
template <class T> bool alike(const window_frame<T>& a, const window_frame<T>& b);

template <class T> bool alike(const std::vector<T>& a, const std::vector<T>& b) {
    return std::ranges::equal(a, b, [](const T& x, const T& y) { return alike(x, y); });
}
template <class T> bool alike(const std::optional<T>& a, const std::optional<T>& b) {
    return a.has_value() == b.has_value() && (!a || alike(*a, *b));
}
template <class T> bool alike(const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b) {
    return a == b || (a != nullptr && b != nullptr && alike(*a, *b));
}
/// Alternatives of one type are alike; those of two types never are.
template <class... Kind> bool alike(const std::variant<Kind...>& a, const std::variant<Kind...>& b) {
    return a.index() == b.index() &&
           std::visit([&]<class T>(const T& kind) { return alike(kind, std::get<T>(b)); }, a);
}

bool alike(const syntax::constant& a, const syntax::constant& b) { return a.printed == b.printed; }
bool alike(const syntax::column_reference& a, const syntax::column_reference& b) {
    return a.names == b.names && a.star == b.star;
}
bool alike(const syntax::form& a, const syntax::form& b) {
    return a.op == b.op && a.pieces == b.pieces && alike(a.args, b.args);
}
bool alike(const syntax::function_call& a, const syntax::function_call& b) {
    return a.schema == b.schema && a.name == b.name && a.arg_names == b.arg_names && a.star == b.star &&
           a.distinct == b.distinct && a.variadic == b.variadic && a.within_group == b.within_group &&
           alike(a.args, b.args) && alike(a.order_by, b.order_by) && alike(a.filter, b.filter) &&
           alike(a.over, b.over);
}
bool alike(const syntax::special_aggregate& a, const syntax::special_aggregate& b) {
    return alike(a.call, b.call) && alike(a.filter, b.filter) && alike(a.over, b.over);
}
bool alike(const syntax::sublink& a, const syntax::sublink& b) {
    return a.kind == b.kind && a.op == b.op && a.is_in == b.is_in && alike(a.operand, b.operand) &&
           alike(a.query, b.query);
}
bool alike(const syntax::grouping_call& a, const syntax::grouping_call& b) { return alike(a.args, b.args); }

bool alike(const syntax::expression& a, const syntax::expression& b) { return alike(a.is, b.is); }
bool alike(const syntax::sort_key& a, const syntax::sort_key& b) {
    return a.order == b.order && alike(a.by, b.by);
}

template <class T> bool alike(const frame_bound<T>& a, const frame_bound<T>& b) {
    return a.at == b.at && alike(a.offset, b.offset);
}
template <class T> bool alike(const window_frame<T>& a, const window_frame<T>& b) {
    return a.unit == b.unit && a.exclude == b.exclude && alike(a.start, b.start) && alike(a.end, b.end);
}
bool alike(const syntax::window& a, const syntax::window& b) {
    return a.name == b.name && a.base == b.base && alike(a.partition_by, b.partition_by) &&
           alike(a.order_by, b.order_by) && alike(a.frame, b.frame);
}

// FROM ---------------------------------------------------------------------------------------------------------------------

bool alike(const syntax::column_definition& a, const syntax::column_definition& b) {
    return a.name == b.name && a.type == b.type && a.type_name == b.type_name;
}
bool alike(const syntax::relation_reference& a, const syntax::relation_reference& b) {
    return a.schema == b.schema && a.name == b.name && a.only == b.only;
}
bool alike(const syntax::subquery& a, const syntax::subquery& b) {
    return a.lateral == b.lateral && alike(a.query, b.query);
}
bool alike(const syntax::row_function& a, const syntax::row_function& b) {
    return alike(a.call, b.call) && alike(a.columns, b.columns);
}
bool alike(const syntax::function_in_from& a, const syntax::function_in_from& b) {
    return a.ordinality == b.ordinality && alike(a.functions, b.functions);
}
bool alike(const syntax::table_function& a, const syntax::table_function& b) {
    return a.name == b.name && alike(a.call, b.call) && alike(a.columns, b.columns);
}
bool alike(const syntax::join& a, const syntax::join& b) {
    return a.kind == b.kind && a.natural == b.natural && a.using_columns == b.using_columns &&
           a.using_alias == b.using_alias && alike(a.condition, b.condition) && alike(a.left, b.left) &&
           alike(a.right, b.right);
}
bool alike(const syntax::from_item& a, const syntax::from_item& b) {
    return a.alias.name == b.alias.name && a.alias.columns == b.alias.columns && alike(a.is, b.is);
}

// SELECT -------------------------------------------------------------------------------------------------------------------

bool alike(const syntax::target& a, const syntax::target& b) {
    return a.name == b.name && alike(a.value, b.value);
}
bool alike(const syntax::with_query& a, const syntax::with_query& b) {
    return a.name == b.name && a.columns == b.columns && alike(a.query, b.query);
}
bool alike(const syntax::limit& a, const syntax::limit& b) {
    return a.with_ties == b.with_ties && alike(a.count, b.count) && alike(a.offset, b.offset);
}
bool alike(const syntax::select_statement& a, const syntax::select_statement& b) {
    return a.recursive == b.recursive && a.op == b.op && a.all == b.all && a.distinct == b.distinct &&
           a.grouping_sets == b.grouping_sets && a.distinct_sets == b.distinct_sets &&
           alike(a.with, b.with) && alike(a.left, b.left) && alike(a.right, b.right) &&
           alike(a.values, b.values) && alike(a.distinct_on, b.distinct_on) && alike(a.targets, b.targets) &&
           alike(a.from, b.from) && alike(a.where, b.where) && alike(a.group_by, b.group_by) &&
           alike(a.having, b.having) && alike(a.windows, b.windows) && alike(a.order_by, b.order_by) &&
           alike(a.limit, b.limit);
}

} // namespace

bool same(const syntax::expression& a, const syntax::expression& b) { return alike(a, b); }

} // namespace pgt::bind::detail
