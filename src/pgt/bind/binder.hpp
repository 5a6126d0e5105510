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
#include <pgt/unnest/known_domains.hpp>

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
    /// Aggregates read the rows in the order of the only subquery in FROM.
    bool asks_for_order = false;
};

/// A binder that marks no presence meets a whole row of a side of an outer join that may be missing.
struct presence_needed {};

/// A subquery holds an aggregate of a query around it: first of which one, then in that query which aggregate.
struct outer_call_found {
    syntax::expression call;
    const outer_scope* level;
};
struct outer_call_needed {
    syntax::expression call;
};

/// Gives a value back what it was.
template <class T> class restored {
  public:
    explicit restored(T& value) : value_(value), before_(value) {}
    restored(const restored&) = delete;
    restored& operator=(const restored&) = delete;
    ~restored() { value_ = std::move(before_); }

  private:
    T& value_;
    T before_;
};

/// A query that is bound inside a view, say, is bound by the same binder, so that a relation has one leaf and a WITH query one
/// circuit.  The members stand in the files that the comments name.
class binder {
  public:
    /// `marks_presence`: sides of outer joins that may be missing have a column that says whether they are, which whole rows need.
    binder(const catalog& tables, const parse::limits& limit, bool marks_presence)
        : catalog_(tables), limit_(limit), marks_presence_(marks_presence) {}

    /// `keeps_order`: the relation says by which of its columns ORDER BY orders the rows.
    relation select(const syntax::select_statement& s, const place& where, bool keeps_order = false);
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
    relation with_rows(with_entry& entry);
    relation unit(const place& where);
    circuit constant_leaf(std::vector<expressions> rows, const place& where);
    static circuit bring(circuit c, const frame* from, frame* to);
    std::size_t source_of(const relation_info& info);

    // recursion.cpp
    relation recursive(with_entry& entry);
    std::optional<relation> iterated(with_entry& entry, const relation& base,
                                     const syntax::select_statement& query, const environment& known);
    [[nodiscard]] circuit fixpoint(const frame& body, const circuit& inside) const;

    // from.cpp
    names from_item(const syntax::from_item& item, select_state& state, join_group& group);
    names from_relation(const syntax::from_item& item, relation r, const std::string& schema,
                        const std::string& name, select_state& state, join_group& group);
    names from_join(const syntax::from_item& item, select_state& state, join_group& group);
    names from_lateral(const syntax::from_item& item, const syntax::subquery& query, select_state& state,
                       join_group& group);
    static void mark_presence(names& side, join_group& group, select_state& state);
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
    part outer_joined(syntax::join_kind kind, join_group left, join_group right, join_group on,
                      const select_state& state, int at);
    void join_side(part& left, part& right, const dependent& d, std::size_t width);

    // dependent_joins.cpp
    dependent partners(const part& kept, join_group side, join_group on, const select_state& state, int at);
    part kept_rows(join_group side, const select_state& state);
    part rows_alone(const join_group& side, const join_group& other, const join_group& on, const part& pairs,
                    const select_state& state, int at);
    part joined_by_rows(syntax::join_kind kind, const join_group& left, const join_group& right,
                        const join_group& on, const select_state& state, int at);
    names from_dependent_join(const syntax::from_item& item, select_state& state, join_group& group);

    // subqueries.cpp
    /// A subquery bound in the scope around it.
    struct nested_query {
        relation rows;
        std::string leaf;
        std::set<std::size_t> read; ///< the numbers that it reads
    };
    /// A leaf for the row of a query around another one, whose columns are those of FROM now.
    std::string new_outer_leaf(const select_state& state);
    nested_query nested(const syntax::select_statement& s, select_state& state,
                        const std::vector<outer_call>* calls = nullptr);
    static void refuse_iterate(const relation& rows, int at);
    static dependent asked(dependency kind, const nested_query& query, const expressions& around, int at);
    /// The columns of its outer leaf, over the rows that it is joined with.
    using seen_columns = std::function<expressions(const nested_query&)>;
    /// The value of a subquery that is compared with `operand`, over the rows that `sink` is about.
    expression subquery(const syntax::sublink& link, const expressions& operand, const seen_columns& seen,
                        select_state& state, select_state& sink, int at,
                        const std::vector<outer_call>* calls = nullptr);
    static expression marked(dependent asked, select_state& state);
    static expression scalar(dependent asked, const std::string& type, select_state& state);
    static expression valued(const dependent& asked, const relation& rows, select_state& state);
    static expression compared(const syntax::sublink& link, const dependent& asked, select_state& state);
    static std::size_t add_number(select_state& state, std::string type);
    bool add_existence(const syntax::expression& e, select_state& state, join_group& group);
    void add_condition(const syntax::expression& e, select_state& state, join_group& group);
    static std::optional<part> outer_row(const select_state& state);
    static select_state entered(const place& where);

    // dependents.cpp
    part with_dependents(part p, std::span<const dependent> dependents, std::size_t width);
    part with_dependent(part p, const dependent& d, std::size_t width);

    // outer_calls.cpp
    [[nodiscard]] bool is_outer_call(const syntax::expression& e) const;
    std::optional<expression> outer_value(const syntax::expression& e, select_state& state);
    const outer_scope* level_of(const syntax::expression& e, const select_state& state);

    // expressions.cpp
    expression bound(const syntax::expression& e, select_state& state);
    expression column(const syntax::column_reference& c, select_state& state, int at);
    [[nodiscard]] std::optional<expression> number_of_table(const named_table& t, const std::string& column,
                                                            const select_state& state) const;
    expression whole_row(const named_table& t, select_state& state, int at);
    expression call(const syntax::function_call& f, expressions args, select_state& sink, int at);
    static expression printed_call(const syntax::function_call& f, const expressions& args);
    expressions all_bound(const std::vector<syntax::expression>& list, select_state& state);
    function_kind kind_of(const syntax::function_call& f);
    bool is_aggregate(const syntax::expression& e);
    bool has_aggregate(const syntax::expression& e);

    // set_calls.cpp
    static expression set_column(row_function function, const std::string& name, select_state& sink, int at);
    bool makes_sets(const syntax::expression& e);
    bool makes_rows(const syntax::sort_key& key, const syntax::select_statement& s);
    void refuse_sets(const syntax::select_statement& s);
    std::optional<expression> key_over_groups(const syntax::expression& e, aggregation& groups,
                                              select_state& state);

    // limits.cpp
    /// What rows are ordered by, and what DISTINCT ON groups them by, as columns of the output.
    struct sort_columns {
        std::vector<std::size_t> groups;
        std::vector<std::size_t> order;
    };
    sort_columns sort_outputs(const syntax::select_statement& s, std::vector<output>& targets, bool sorts);
    static std::vector<std::size_t> sort_columns_of(const syntax::select_statement& s, const relation& r);
    static std::vector<order_key> ordering(const syntax::select_statement& s,
                                           const std::vector<std::size_t>& columns);
    std::optional<std::uint64_t> number_of_rows(const std::optional<syntax::expression>& e, bool is_limit,
                                                const place& where);
    relation limited(relation r, const syntax::select_statement& s, const std::vector<std::size_t>& columns,
                     const place& where);
    static relation first_of_each(relation r, const syntax::select_statement& s, const sort_columns& by);
    static relation in_order(relation r, std::vector<order_key> order, std::size_t count);
    static relation shown(relation r, std::size_t count);

    // grouping_sets.cpp
    part for_each_set(const part& rows, const grouping_sets& sets, select_state& state);
    expression grouping_value(const syntax::grouping_call& call, const aggregation& groups,
                              select_state& state);

    // grouping.cpp
    relation grouped(const syntax::select_statement& s, const std::vector<output>& targets, part rows,
                     select_state& state);
    bool is_grouped(const syntax::select_statement& s);
    output group_key(const syntax::expression& e, const std::vector<output>& targets,
                     const select_state& state);
    expression over_groups(const syntax::expression& e, aggregation& groups, select_state& state);
    std::optional<expression> as_key_column(const expression& plain, aggregation& groups,
                                            select_state& state);
    expression column_over_groups(const output& column, aggregation& groups, select_state& state, int at);
    bool is_determined(std::size_t number, const expressions& keys, const select_state& state) const;
    expression subquery_over_groups(const syntax::sublink& link, aggregation& groups, select_state& state,
                                    int at);
    circuit group_input(const part& rows, aggregation& groups, const select_state& state);
    circuit groups_without_rows(const aggregation& groups, std::size_t width, const select_state& state);
    circuit rows_of_groups(const part& rows, aggregation& groups, const select_state& state);
    circuit group_rows(const circuit& input, const aggregation& groups, const select_state& state);

    // aggregates.cpp
    expression aggregate(const syntax::expression& e, aggregation& groups, select_state& state);
    std::optional<expression> filter_of(const std::vector<syntax::expression>& filter, select_state& state);
    bool asks_for_order(const syntax::select_statement& s);
    bool asks_for_order(const syntax::expression& e);
    void refuse_order(const syntax::expression& e, const select_state& state) const;
    aggregate_call aggregate_of(const syntax::function_call& f, const std::optional<expression>& filter,
                                aggregation& groups, select_state& state);

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
    static void refuse_windows_in_recursion(bool recursive, int at);
    relation windowed(const syntax::select_statement& s, const std::vector<output>& targets, const part& rows,
                      select_state& state);
    void refuse_order_of_windows(const syntax::expression& e, const named_windows& named,
                                 const select_state& state) const;

    // select.cpp
    static environment with(const syntax::select_statement& s, const place& where,
                            std::deque<with_entry>& entries);
    relation unordered(const syntax::select_statement& s, const place& where, bool keeps_order);
    relation plain_select(const syntax::select_statement& s, const place& where, bool keeps_order);
    relation computed(const syntax::select_statement& s, const std::vector<output>& targets, const part& rows,
                      select_state& state);
    relation projected(const std::vector<output>& targets, const part& rows, select_state& state);
    std::vector<output> outputs(const syntax::select_statement& s, select_state& state);
    expression value_of(const output& target, select_state& state);
    static std::string type_of(const expression& e, const select_state& state);
    static std::vector<std::string> types_of(const expressions& list, const select_state& state);
    relation values(const syntax::select_statement& s, const place& where);
    circuit computed_row(const expressions& row, std::span<const dependent> subqueries,
                         const select_state& state);
    relation set_operation(const syntax::select_statement& s, const place& where);
    static relation without_duplicates(relation r);

    const catalog& catalog_;
    parse::limits limit_;
    bool marks_presence_;
    std::vector<source> sources_;
    std::vector<circuit> leaves_;             ///< of each source
    std::vector<std::set<std::size_t>> used_; ///< the columns of each source
    std::optional<circuit> unit_;
    std::map<std::string, std::vector<std::optional<origin>>> outer_leaves_; ///< what their columns are
    std::map<std::uint64_t, const frame*> bodies_; ///< those of the recursions that are being bound
    std::vector<constant_rows> constants_;
    std::set<int>
        outer_calls_; ///< where in the text aggregates of a query around the one that is being bound stand
    unnest::known_domains domains_; ///< of the subqueries of the query
    std::map<std::pair<std::string, std::string>, std::optional<relation>> views_;
    std::map<std::tuple<std::string, std::string, std::size_t>, function_kind> functions_;
};

} // namespace pgt::bind::detail
