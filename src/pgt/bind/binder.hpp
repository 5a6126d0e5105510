/// `binder`: binds queries to the tables of a catalog.
#pragma once

#include "bind/aggregation.hpp"
#include "bind/dependent.hpp"
#include "bind/environment.hpp"
#include "bind/part.hpp"
#include "bind/relation.hpp"
#include "bind/scope.hpp"
#include "bind/set_calls.hpp"
#include "bind/windowing.hpp"

#include <pgt/bind/catalog.hpp>
#include <pgt/bind/query.hpp>
#include <pgt/parse/parse.hpp>
#include <pgt/syntax/select.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pgt::bind::detail {

/// The state of one bound SELECT.
struct select_state {
    place where;
    scope from;
    /// How many numbers are of the query around this one: the first ones.
    std::size_t outer_width = 0;
    /// The subqueries of the expressions bound so far that nothing has been joined with yet.
    std::vector<dependent> pending = {};
    /// The set-returning functions of the expressions bound so far; only a select list and its groups may have some.
    std::vector<set_call> sets = {};
    bool may_make_sets = false;
};

/// A query that is bound inside a view, say, is bound by the same binder, so that a relation has one leaf and a WITH query one
/// circuit.  The members stand in the files that the comments name.
class binder {
  public:
    binder(const catalog& tables, const parse::limits& limit) : catalog_(tables), limit_(limit) {}

    relation select(const syntax::select_statement& s, const place& where);
    /// The tables read so far.
    [[nodiscard]] std::vector<source> sources() const;
    /// The lists of VALUES met so far.
    [[nodiscard]] const std::vector<constant_rows>& constants() const { return constants_; }

  private:
    friend class source_facts;
    using expressions = std::vector<expression>;

    /// A column of the output.
    struct output {
        std::string name;
        const syntax::expression* written; ///< none for a column of a star,
        expression value;                  ///< which is this
    };

    // relations.cpp
    relation named(const syntax::relation_reference& name, const place& where, int at);
    relation table(const relation_info& info, const place& where);
    relation view(const relation_info& info, const place& where, int at);
    relation with_query(with_entry& entry, const place& where, int at);
    relation unit(const place& where);
    circuit constant_leaf(std::vector<expressions> rows, const place& where);
    static circuit bring(circuit c, const frame* from, frame* to);
    std::size_t source_of(const relation_info& info);

    // recursion.cpp
    relation recursive(with_entry& entry);
    std::optional<relation> iterated(with_entry& entry, const relation& base,
                                     const syntax::select_statement& query);
    static circuit fixpoint(const frame& body, circuit inside, int at);

    // from.cpp
    names from_item(const syntax::from_item& item, select_state& state, join_group& group);
    names from_relation(const syntax::from_item& item, relation r, const std::string& schema,
                        const std::string& name, select_state& state, join_group& group);
    names from_join(const syntax::from_item& item, select_state& state, join_group& group);
    names from_lateral(const syntax::from_item& item, const syntax::subquery& query, select_state& state,
                       join_group& group);
    static names aliased(const syntax::from_item& join, names known);
    void use(const expression& e, const select_state& state);

    // functions_in_from.cpp
    names from_functions(const syntax::from_item& item, const syntax::function_in_from& functions,
                         select_state& state, join_group& group);
    names from_table_function(const syntax::from_item& item, const syntax::table_function& table,
                              select_state& state, join_group& group);
    names from_made(const syntax::from_item& item, function_rows made, const std::string& name,
                    select_state& state, join_group& group);
    row_function row_call(const syntax::row_function& f, select_state& state);

    // using.cpp
    struct joined_names {
        names known;
        expressions conditions;
    };
    joined_names match_columns(const syntax::join& j, names& left, names& right, select_state& state, int at);

    // joins.cpp
    part joined(join_group group, const select_state& state);
    // outer_joins.cpp
    part outer_joined(syntax::join_kind kind, join_group left, join_group right, expressions conditions,
                      const select_state& state, int at);

    // subqueries.cpp
    /// A subquery bound in the scope around it.
    struct nested_query {
        relation rows;
        std::string leaf;
        std::set<std::size_t> read; ///< the numbers that it reads
    };
    nested_query nested(const syntax::select_statement& s, select_state& state, int at);
    static dependent asked(dependency kind, const nested_query& query, const expressions& around, int at);
    /// The columns of its outer leaf, over the rows that it is joined with.
    using seen_columns = std::function<expressions(const nested_query&)>;
    /// The value of a subquery that is compared with `operand`, over the rows that `sink` is about.
    expression subquery(const syntax::sublink& link, const expressions& operand, const seen_columns& seen,
                        select_state& state, select_state& sink, int at);
    static expression marked(dependent asked, select_state& state);
    static expression scalar(dependent asked, const std::string& type, select_state& state);
    static expression compared(const syntax::sublink& link, const dependent& asked, select_state& state);
    static std::size_t add_number(select_state& state, std::string type);
    bool add_existence(const syntax::expression& e, select_state& state, join_group& group);
    void add_condition(const syntax::expression& e, select_state& state, join_group& group);
    static std::optional<part> outer_row(const select_state& state);
    static select_state entered(const place& where);

    // dependents.cpp
    part with_dependents(part p, std::span<const dependent> dependents, std::size_t width);
    part with_dependent(part p, const dependent& d, std::size_t width);

    // expressions.cpp
    expression bound(const syntax::expression& e, select_state& state);
    expression column(const syntax::column_reference& c, select_state& state, int at);
    expression whole_row(const named_table& t, select_state& state, int at);
    expression call(const syntax::function_call& f, expressions args, select_state& sink, int at);
    static expression printed_call(const syntax::function_call& f, const expressions& args);
    expressions all_bound(const std::vector<syntax::expression>& list, select_state& state);
    function_kind kind_of(const syntax::function_call& f);
    bool is_aggregate(const syntax::expression& e);
    bool has_aggregate(const syntax::expression& e);

    // set_calls.cpp
    expression set_column(const syntax::function_call& f, const expressions& args, select_state& sink,
                          int at);
    bool makes_sets(const syntax::expression& e);
    void refuse_sets(const syntax::select_statement& s);
    std::optional<expression> key_over_groups(const syntax::expression& e, aggregation& groups,
                                              select_state& state);

    // limits.cpp
    /// What rows are ordered by, and what DISTINCT ON groups them by, as columns of the output.
    struct sort_columns {
        std::vector<std::size_t> groups;
        std::vector<std::size_t> order;
    };
    static sort_columns sort_outputs(const syntax::select_statement& s, std::vector<output>& targets);
    static std::vector<std::size_t> sort_columns_of(const syntax::select_statement& s, const relation& r);
    static std::vector<order_key> ordering(const syntax::select_statement& s,
                                           const std::vector<std::size_t>& columns);
    std::optional<std::uint64_t> number_of_rows(const std::optional<syntax::expression>& e, bool is_limit,
                                                const place& where);
    relation limited(relation r, const syntax::select_statement& s, const std::vector<std::size_t>& columns,
                     const place& where);
    static relation first_of_each(relation r, const syntax::select_statement& s, const sort_columns& by);
    static relation shown(relation r, std::size_t count);

    // grouping_sets.cpp
    part for_each_set(const part& rows, const grouping_sets& sets, select_state& state);
    expression grouping_value(const syntax::grouping_call& call, const aggregation& groups,
                              select_state& state);

    // grouping.cpp
    relation grouped(const syntax::select_statement& s, const std::vector<output>& targets, part rows,
                     select_state& state);
    bool is_grouped(const syntax::select_statement& s);
    expressions group_keys(const syntax::select_statement& s, const std::vector<output>& targets,
                           select_state& state);
    expression group_key(const syntax::expression& e, const std::vector<output>& targets,
                         select_state& state);
    expression over_groups(const syntax::expression& e, aggregation& groups, select_state& state);
    std::optional<expression> as_key_column(const expression& plain, aggregation& groups,
                                            select_state& state);
    expression column_over_groups(const output& column, aggregation& groups, select_state& state, int at);
    bool is_determined(std::size_t number, const expressions& keys, const select_state& state) const;
    expression subquery_over_groups(const syntax::sublink& link, aggregation& groups, select_state& state,
                                    int at);
    circuit group_input(const part& rows, aggregation& groups, const select_state& state);
    circuit groups_without_rows(const aggregation& groups, std::size_t width, const select_state& state);
    circuit group_rows(const circuit& input, const aggregation& groups, const select_state& state);

    // aggregates.cpp
    expression aggregate(const syntax::expression& e, aggregation& groups, select_state& state);
    std::optional<expression> filter_of(const std::vector<syntax::expression>& filter,
                                        const aggregation& groups, select_state& state);
    void refuse_order(const syntax::expression& e, const select_state& state) const;
    aggregate_call aggregate_of(const syntax::function_call& f, aggregation& groups, select_state& state);

    // windows.cpp
    using binding = std::function<expression(const syntax::expression&)>;
    /// What window functions are bound by: the windows of the WINDOW clause, and the rows below.
    struct window_scope {
        const named_windows& named;
        const binding& bind;
    };
    static bool has_windows(const std::vector<output>& targets);
    static window_definition window_of(const syntax::window& w, const binding& bind);
    static window_call window_call_of(const syntax::expression& e, const window_scope& scope);
    static expression result_of(const window_call& call, windowing& windows, select_state& rows);
    expression around_windows(const syntax::expression& e, const window_scope& scope, windowing& windows,
                              select_state& rows);
    static void refuse_windows_in_recursion(bool recursive, const place& where, int at);
    relation windowed(const syntax::select_statement& s, const std::vector<output>& targets, const part& rows,
                      select_state& state);
    void refuse_order_of_windows(const syntax::expression& e, const named_windows& named,
                                 const select_state& state) const;

    // select.cpp
    static environment with(const syntax::select_statement& s, const place& where,
                            std::deque<with_entry>& entries);
    relation unordered(const syntax::select_statement& s, const place& where);
    relation plain_select(const syntax::select_statement& s, const place& where);
    relation projected(const std::vector<output>& targets, const part& rows, select_state& state);
    std::vector<output> outputs(const syntax::select_statement& s, select_state& state);
    expression value_of(const output& target, select_state& state);
    static std::string type_of(const expression& e, const select_state& state);
    static std::vector<std::string> types_of(const expressions& list, const select_state& state);
    relation values(const syntax::select_statement& s, const place& where);
    relation set_operation(const syntax::select_statement& s, const place& where);
    static relation without_duplicates(relation r);

    const catalog& catalog_;
    parse::limits limit_;
    std::vector<source> sources_;
    std::vector<circuit> leaves_;             ///< of each source
    std::vector<std::set<std::size_t>> used_; ///< the columns of each source
    std::optional<circuit> unit_;
    std::map<std::string, std::vector<std::optional<origin>>> outer_leaves_; ///< what their columns are
    std::vector<constant_rows> constants_;
    std::map<std::pair<std::string, std::string>, std::optional<relation>> views_;
    std::map<std::tuple<std::string, std::string, std::size_t>, function_kind> functions_;
};

} // namespace pgt::bind::detail
