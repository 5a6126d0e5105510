/// `binder`: binds queries to the tables of a catalog.
#pragma once

#include "bind/aggregation.hpp"
#include "bind/environment.hpp"
#include "bind/part.hpp"
#include "bind/relation.hpp"
#include "bind/scope.hpp"

#include <pgt/bind/catalog.hpp>
#include <pgt/bind/query.hpp>
#include <pgt/parse/parse.hpp>
#include <pgt/syntax/select.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pgt::bind::detail {

/// The state of one bound SELECT.
struct select_state {
    place where;
    scope from;
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
    static names aliased(const syntax::from_item& join, names known);
    void use(const expression& e, const select_state& state);

    // using.cpp
    struct joined_names {
        names known;
        expressions conditions;
    };
    joined_names match_columns(const syntax::join& j, names& left, names& right, select_state& state, int at);

    // joins.cpp
    static part joined(join_group group, std::size_t width);
    // outer_joins.cpp
    static part outer_joined(syntax::join_kind kind, join_group left, join_group right,
                             expressions conditions, std::size_t width, int at);

    // expressions.cpp
    expression bound(const syntax::expression& e, const select_state& state);
    expression column(const syntax::column_reference& c, const select_state& state, int at);
    expression whole_row(const named_table& t, const select_state& state, int at);
    expression call(const syntax::function_call& f, expressions args, int at);
    expressions all_bound(const std::vector<syntax::expression>& list, const select_state& state);
    function_kind kind_of(const syntax::function_call& f);
    bool is_aggregate(const syntax::expression& e);
    bool has_aggregate(const syntax::expression& e);

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
                              const select_state& state);

    // grouping.cpp
    relation grouped(const syntax::select_statement& s, const std::vector<output>& targets, part rows,
                     select_state& state);
    bool is_grouped(const syntax::select_statement& s);
    expressions group_keys(const syntax::select_statement& s, const std::vector<output>& targets,
                           const select_state& state);
    expression group_key(const syntax::expression& e, const std::vector<output>& targets,
                         const select_state& state);
    expression over_groups(const syntax::expression& e, aggregation& groups, const select_state& state);
    std::optional<expression> as_key_column(const expression& plain, aggregation& groups,
                                            const select_state& state);
    expression column_over_groups(const output& column, aggregation& groups, const select_state& state,
                                  int at);
    bool is_determined(std::size_t number, const expressions& keys, const select_state& state) const;
    circuit group_input(const part& rows, aggregation& groups, const select_state& state);
    circuit groups_without_rows(const aggregation& groups, std::size_t width, const select_state& state);

    // aggregates.cpp
    expression aggregate(const syntax::expression& e, aggregation& groups, const select_state& state);
    std::optional<expression> filter_of(const std::vector<syntax::expression>& filter,
                                        const aggregation& groups, const select_state& state);
    void refuse_order(const syntax::expression& e, const select_state& state) const;
    aggregate_call aggregate_of(const syntax::function_call& f, aggregation& groups,
                                const select_state& state);

    // select.cpp
    static environment with(const syntax::select_statement& s, const place& where,
                            std::deque<with_entry>& entries);
    relation unordered(const syntax::select_statement& s, const place& where);
    void refuse_sets(const syntax::expression& e);
    relation plain_select(const syntax::select_statement& s, const place& where);
    relation projected(const std::vector<output>& targets, const part& rows, const select_state& state);
    std::vector<output> outputs(const syntax::select_statement& s, const select_state& state);
    expression value_of(const output& target, const select_state& state);
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
    std::vector<constant_rows> constants_;
    std::map<std::pair<std::string, std::string>, std::optional<relation>> views_;
    std::map<std::tuple<std::string, std::string, std::size_t>, function_kind> functions_;
};

} // namespace pgt::bind::detail
