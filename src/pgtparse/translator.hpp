/// `translator`: PostgreSQL's parse tree as the syntax tree of pgt.
#pragma once

#include "fields.hpp"
#include "form_builder.hpp"

#include <pgt/error.hpp>
#include <pgt/parse/parse.hpp>
#include <pgt/syntax/select.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pgt::parse {

/// A type: quoted, as casts print it, and as format_type prints it.
struct type_reference {
    sql::text printed;
    std::string name;
};

/// One function per kind of node; each reads all fields, or refuses the query.  By file: expressions of the common kinds in
/// expression.cpp, operators in operator.cpp, calls in call.cpp, windows in window.cpp, SQL/JSON in json_expression.cpp, XML in
/// xml_expression.cpp, queries in select.cpp, GROUP BY in grouping.cpp, the items of FROM in from.cpp, function_in_from.cpp, json_table.cpp and xml_table.cpp.
class translator {
  public:
    explicit translator(const limits& limit) : limit_(limit) {}

    syntax::select_statement query(const node& n, int at);
    syntax::expression expression(const node& n, int at);
    type_reference type(fields type_name);

  private:
    using expressions = std::vector<syntax::expression>;
    using translation = syntax::expression (translator::*)(fields&);
    static translation find(const std::string& kind);

    // expression.cpp
    syntax::expression constant(fields& f);
    syntax::expression column(fields& f);
    syntax::expression boolean(fields& f);
    syntax::expression null_test(fields& f);
    syntax::expression boolean_test(fields& f);
    syntax::expression case_expression(fields& f);
    syntax::expression coalesce(fields& f);
    syntax::expression greatest_or_least(fields& f);
    syntax::expression cast(fields& f);
    syntax::expression collate(fields& f);
    syntax::expression array(fields& f);
    syntax::expression row(fields& f);
    syntax::expression bare_row(fields& f);
    syntax::expression operand(const node& n, int at, bool as_row);
    syntax::expression indirection(fields& f);
    syntax::expression sql_value_function(fields& f);
    expressions compared(const node& n, int at);
    syntax::expression sublink(fields& f);
    syntax::expression refused(fields& f);
    syntax::expression cast_constant(const syntax::constant& c, const type_reference& type, int at);
    void subscript(form_builder& out, const node& n, int at);

    // operator.cpp
    syntax::expression operation_of(fields& f);

    // call.cpp
    syntax::expression function(fields& f);
    void argument(syntax::function_call& out, const node& n, int at);
    syntax::sort_key sort_key(const node& n, int at);

    // window.cpp
    std::vector<syntax::window> over(fields& f);
    syntax::window window(fields definition);
    std::optional<window_frame<syntax::expression>> frame(fields& f);

    // json_expression.cpp
    syntax::expression json_function(fields& f);
    syntax::expression json_object(fields& f);
    syntax::expression json_array(fields& f);
    syntax::expression json_array_of_query(fields& f);
    syntax::expression json_object_aggregate(fields& f);
    syntax::expression json_array_aggregate(fields& f);
    syntax::expression is_json(fields& f);
    syntax::expression json_parse(fields& f);
    syntax::expression json_scalar(fields& f);
    syntax::expression json_serialize(fields& f);
    void json_value(form_builder& out, std::optional<fields> value);
    void json_key_value(form_builder& out, std::optional<fields> pair);
    void json_passing(form_builder& out, const std::vector<node>& list, int at);
    void json_output(form_builder& out, std::optional<fields> output);
    void json_behavior(form_builder& out, std::optional<fields> behavior, sql::pattern<> when);
    syntax::expression json_aggregate(form_builder call, fields constructor, const sql::text& options);

    // xml_expression.cpp
    syntax::expression xml(fields& f);
    syntax::expression xml_serialize(fields& f);
    void xml_element(form_builder& out, fields& f);
    void xml_named(form_builder& out, const std::vector<node>& list, int at);
    void xml_parse(form_builder& out, fields& f);
    void xml_root(form_builder& out, fields& f);

    // select.cpp
    syntax::select_statement select(fields& f);
    std::shared_ptr<const syntax::select_statement> shared_query(const node& n, int at);
    void with(syntax::select_statement& out, std::optional<fields> clause);
    syntax::with_query with_query(const node& n, int at);
    void body(syntax::select_statement& out, fields& f);
    void set_operation(syntax::select_statement& out, fields& f);
    void distinct(syntax::select_statement& out, const std::vector<node>& clause);
    void order_and_limit(syntax::select_statement& out, fields& f);
    syntax::target target(const node& n, int at);

    // grouping.cpp
    using grouping_set = std::vector<std::size_t>;
    using grouping_sets = std::vector<grouping_set>;
    void group_by(syntax::select_statement& out, const std::vector<node>& clause);
    grouping_sets item_of_group_by(syntax::select_statement& out, const node& n, int at);
    grouping_sets grouping_sets_of(syntax::select_statement& out, fields& f);
    grouping_set plain_set(syntax::select_statement& out, const node& n, int at);
    void require_few(const grouping_sets& sets, int at) const;
    grouping_sets rolled_up(const grouping_sets& parts, int at) const;
    grouping_sets cubed(const grouping_sets& parts, int at) const;
    grouping_sets crossed(const grouping_sets& a, const grouping_sets& b, int at) const;
    syntax::expression grouping_function(fields& f);

    // from.cpp
    syntax::from_item from_item(const node& n, int at);
    syntax::from_item relation(fields& f);
    syntax::from_item subquery(fields& f);
    syntax::from_item join(fields& f);
    static syntax::alias alias(std::optional<fields> f);

    // function_in_from.cpp
    syntax::from_item function_in_from(fields& f);
    syntax::row_function row_function(fields& pair);
    syntax::column_definition column_definition(const node& n, int at);
    std::vector<syntax::column_definition> column_definitions(const std::vector<node>& list, int at);

    // json_table.cpp
    syntax::from_item json_table(fields& f);
    void json_path(form_builder& out, std::optional<fields> path);
    void json_columns(syntax::table_function& table, form_builder& out, const std::vector<node>& columns,
                      int at);
    void json_column(syntax::table_function& table, form_builder& out, fields& f);
    void json_nested(form_builder& out, fields& f);

    // xml_table.cpp
    syntax::from_item xml_table(fields& f);
    void xml_namespaces(form_builder& out, const std::vector<node>& list, int at);
    void xml_column(syntax::table_function& table, form_builder& out, fields& f);

    syntax::expression required(std::optional<node> n, int at);
    std::optional<syntax::expression> optional(std::optional<node> n, int at);
    expressions list(const std::vector<node>& nodes, int at);

    limits limit_;
    int query_depth_ = 0;
    int operation_depth_ = 0; ///< operators, joins and set operations
};

/// The name that PostgreSQL gives to an unnamed column of this value; none for a star.
[[nodiscard]] std::string output_name(const node& value);

/// `"schema"."name"`, or `"name"`.
[[nodiscard]] sql::text qualified(const std::vector<std::string>& names);

/// The error for a kind of expression that cannot be maintained.
[[nodiscard]] user_error refusal_of(const std::string& kind, int at);

} // namespace pgt::parse
