#include "stage/clocked_statements.hpp"

#include <pgt/expr/clock.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/sql/columns.hpp>
#include <pgt/lower/sql/relational.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

namespace pgt::stage {
namespace {

using lower::block;
using texts = std::vector<sql::text>;

/// What the statements are made of, for as long as the plan lives.
class statements {
  public:
    statements(const bind::query& query, const bind::catalog& types, std::size_t index)
        : query_(query), types_(query_, types), index_(index) {}
    statements(const statements&) = delete;
    statements& operator=(const statements&) = delete;

    sql::text changes(bool base_changed) {
        lower::relational r(query_, types_);
        block all = moved(r);
        if (base_changed) { all = r.united({changed(r), std::move(all)}, rows()); }
        block const net = r.consolidated(all, rows(), lower::same_row::identical, "<> 0");
        auto list = lower::detail::existing(net);
        list.push_back(
            sql::build("({})::integer AS {}", net.weight, sql::ident{lower::protocol::weight_column}));
        return lower::select_list(net, list);
    }
    sql::text due();

  private:
    [[nodiscard]] const bind::source& source() const { return query_.sources[index_]; }
    [[nodiscard]] const bind::clocked& by_clock() const { return *source().by_clock; }
    [[nodiscard]] std::vector<clock_comparison> comparisons() const {
        return clock_comparisons(by_clock().condition).value();
    }
    [[nodiscard]] const lower::row_type& rows() { return types_.of(base(lower::version::now)); }
    [[nodiscard]] circuit base(lower::version of) const {
        return lower::leaf{query_.sources[by_clock().base].name, of}.as_circuit();
    }

    /// The change of the base, of rows that the source showed at the moment before.
    block changed(lower::relational& r) const {
        block result = r.lower(base(lower::version::change));
        result.where.push_back(condition_at(lower::protocol::moment_before(), result.texts()));
        return result;
    }
    /// Rows of the base, as it is now, that come or go between the moments.
    block moved(lower::relational& r) const {
        block result = r.lower(base(lower::version::now));
        auto const columns = result.texts();
        auto const was = condition_at(lower::protocol::moment_before(), columns);
        auto const is = condition_at(lower::protocol::moment_of_refresh(), columns);
        add_other_conditions(result);
        result.where.push_back(between_moments(columns));
        result.where.push_back(sql::build("({} IS TRUE) <> ({} IS TRUE)", is, was));
        result.weight = sql::build("(CASE WHEN {} THEN 1 ELSE -1 END)::bigint", is);
        return result;
    }
    /// Those that do not read the clock, of all of which a row has to be true.
    void add_other_conditions(block& of) const {
        auto const columns = of.texts();
        for (const auto& e : operands_of_and(std::array{by_clock().condition})) {
            if (!reads_clock(e)) { of.where.push_back(e.print(columns)); }
        }
    }
    [[nodiscard]] sql::text condition_at(const sql::text& moment, const texts& columns) const {
        return at_moment(by_clock().condition, expression::constant(moment)).print(columns);
    }
    /// Whether a comparison may have another result than before.
    [[nodiscard]] sql::text between_moments(const texts& columns) const {
        auto const before = expression::constant(lower::protocol::moment_before());
        auto const now = expression::constant(lower::protocol::moment_of_refresh());
        return sql::build("({})", sql::join(comparisons(), " OR ", [&](const clock_comparison& one) {
                              return may_differ(one, before, now).print(columns);
                          }));
    }
    static sql::text of_clock(const clock_comparison& one, const sql::text& moment) {
        return at_moment(one.of_clock, expression::constant(moment)).print({});
    }

    /// A comparison has another result as soon as its value of the clock is not below the next value of a row, or is above it.
    struct crossing {
        sql::text next; ///< that value
        const expression* of_clock;
        bool is_above;
    };
    std::vector<crossing> crossings(const std::vector<clock_comparison>& all);
    sql::text next_value(const clock_comparison& one, sql::pattern<> beyond);

    bind::query query_;
    lower::typing types_;
    std::size_t index_;
};

sql::text statements::next_value(const clock_comparison& one, sql::pattern<> beyond) {
    lower::relational r(query_, types_);
    block next = r.lower(base(lower::version::now));
    // A value that is computed might not exist for other rows; a column is read in the order of its index, which others would not pass.
    if (!one.of_row.as_column()) { add_other_conditions(next); }
    auto const of_row = one.of_row.print(next.texts());
    next.where.push_back(sql::build("{} {} {}", of_row, sql::build(beyond),
                                    of_clock(one, lower::protocol::moment_of_refresh())));
    return lower::select_list(next, {sql::build("min({})", of_row)});
}

std::vector<statements::crossing> statements::crossings(const std::vector<clock_comparison>& all) {
    std::vector<crossing> result;
    for (const auto& one : all) {
        bool const may_reach = one.op != operation::greater_equal && one.op != operation::less;
        bool const may_pass = one.op != operation::greater && one.op != operation::less_equal;
        if (may_reach) { result.push_back({next_value(one, ">"), &one.of_clock, false}); }
        if (may_pass) { result.push_back({next_value(one, ">="), &one.of_clock, true}); }
    }
    return result;
}

/// Of a day halved so often one microsecond is left, the precision of a timestamp: 2^37 microseconds are longer than a day.
constexpr int halvings_of_day = 37;

/// Halves the time in which a row is due until the moment is known: a refresh at that moment has to find the row due.
sql::text statements::due() {
    auto const all = comparisons();
    auto const list = crossings(all);
    texts names;
    texts next;
    texts crossed;
    for (std::size_t i = 0; i < list.size(); ++i) {
        names.push_back(sql::build("v{}", i + 1));
        next.push_back(sql::build("({})", list[i].next));
        auto const middle = expression::constant(sql::build("h.middle"));
        crossed.push_back(sql::build("coalesce(n.{} {} {}, false)", names.back(),
                                     list[i].is_above ? sql::build("<") : sql::build("<="),
                                     at_moment(*list[i].of_clock, middle).print({})));
    }
    auto const begin = lower::protocol::moment_of_refresh();
    return sql::build(
        "WITH RECURSIVE n ({}) AS MATERIALIZED (SELECT {}), s (step, earliest, latest) AS ("
        "SELECT 0, {}, {} + {}::interval UNION ALL "
        "SELECT h.step + 1, CASE WHEN d.due THEN h.earliest ELSE h.middle END,"
        " CASE WHEN d.due THEN h.middle ELSE h.latest END"
        " FROM (SELECT s.*, s.earliest + (s.latest - s.earliest) / 2 AS middle FROM s WHERE s.step < {}) AS h"
        " CROSS JOIN n CROSS JOIN LATERAL (SELECT {} AS due) AS d)"
        " SELECT (extract(epoch FROM latest) * 1000000)::bigint - 946684800000000, 0::bigint, 0::bigint"
        " FROM s WHERE step = {}",
        sql::join(names, ", "), sql::join(next, ", "), begin, begin, sql::literal{"24:00:00"},
        halvings_of_day, sql::join(crossed, " OR "), halvings_of_day);
}

clocked_input input_of(const bind::query& query, const bind::catalog& types, std::size_t index) {
    const auto& source = query.sources[index];
    auto const made = std::make_shared<statements>(query, types, index);
    clocked_input result{.base = source.by_clock->base,
                         .condition = {},
                         .indexed = {},
                         .unindexed = {},
                         .changes = [made](bool changed) { return made->changes(changed); },
                         .due = [made] { return made->due(); }};
    texts names;
    for (const auto& column : source.relation.columns) { names.push_back(sql::from_server(column.name)); }
    result.condition = source.by_clock->condition.print(names).str();
    auto const comparisons = clock_comparisons(source.by_clock->condition).value();
    for (const auto& one : comparisons) {
        auto const column = one.of_row.as_column();
        auto name = column ? source.relation.columns[*column].name : one.of_row.print(names).str();
        auto& list = column ? result.indexed : result.unindexed;
        if (!std::ranges::contains(list, name)) { list.push_back(std::move(name)); }
    }
    return result;
}

} // namespace

std::vector<clocked_input> clocked_inputs(const bind::query& query, const bind::catalog& types) {
    std::vector<clocked_input> result;
    for (std::size_t i = 0; i < query.sources.size(); ++i) {
        if (query.sources[i].by_clock) { result.push_back(input_of(query, types, i)); }
    }
    return result;
}

std::vector<std::size_t> columns_by_clock(const bind::clocked& source) {
    std::vector<std::size_t> result;
    auto const comparisons = clock_comparisons(source.condition).value();
    for (const auto& one : comparisons) {
        auto const column = one.of_row.as_column();
        if (column && !std::ranges::contains(result, *column)) { result.push_back(*column); }
    }
    return result;
}

} // namespace pgt::stage
