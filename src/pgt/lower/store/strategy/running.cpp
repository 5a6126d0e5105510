#include <pgt/lower/store/strategy/running.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/store/aggregate/aggregate_state.hpp>
#include <pgt/lower/store/partition_hash.hpp>

#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/group_transform.hpp>
#include <dbsp/operator/map.hpp>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace pgt::lower {

using apply::direction;

namespace {

/// The rows from the first changed one on, in circuits.
const leaf rows_running{"running"};

/// The result of call `i` at the row before.
sql::text result_name(std::size_t i) { return sql::build("b{}", i + 1); }

/// Columns of the leaf behind those that are read, and how many there are.
constexpr std::size_t reached_column = 0;
constexpr std::size_t stored_column = 1;
constexpr std::size_t continued_column = 2;
constexpr std::size_t place_column = 3;
constexpr std::size_t row_facts_width = 4;

expression operation_of(std::vector<sql::text> pieces, std::vector<expression> args) {
    return expression::call(operation::server, std::move(pieces), std::move(args));
}

expression added_to_number(const expression& before, const expression& here) {
    return operation_of(
        {sql::build("(coalesce("), sql::build(", 0) OPERATOR(pg_catalog.+) "), sql::build(")")},
        {before, here});
}

/// `before symbol here` of those that are not NULL.
expression both_that_exist(const expression& before, sql::pattern<> symbol, const expression& here) {
    auto const middle = sql::build(" {} ", sql::build(symbol));
    return operation_of({sql::build("CASE WHEN "), sql::build(" IS NULL THEN "), sql::build(" WHEN "),
                         sql::build(" IS NULL THEN "), sql::build(" ELSE ("), middle, sql::build(") END")},
                        {before, here, here, before, before, here});
}

expression extreme(sql::pattern<> opening, const expression& before, const expression& here) {
    return operation_of({sql::build(opening), sql::build(", "), sql::build(")")}, {before, here});
}

circuit windows_over(circuit in, const key& partition, std::vector<window_call> calls) {
    return dbsp::detail::connect_grouped<dbsp::op::group_transform>(
        dbsp::group_by(std::move(in), partition), group_function::of_windows(std::move(calls)));
}

} // namespace

running_strategy::running_strategy(lowered_query& q, const sql::qname& target, ordered_windows windows)
    : ordered_strategy(q, target, std::move(windows)) {
    add_parts_of_means();
    store_results();
    store(circuit_of(windows_.top, windows_.top.in));
}

/// A mean is the quotient of a sum and a count, which become calls of their own.
void running_strategy::add_parts_of_means() {
    auto calls = windows_.top.windows.windows();
    auto const add = [&](const window_call& mean, aggregate_call part, window_run run) {
        calls.push_back({window_kind::aggregate, std::move(part), mean.over});
        windows_.runs.emplace_back(run);
        return calls.size() - 1;
    };
    auto const written = calls.size();
    for (std::size_t i = 0; i < written; ++i) {
        means_.emplace_back();
        if (windows_.runs[i] != window_run::mean) { continue; }
        auto const mean = calls[i];
        auto const& argument = mean.of.call.args()[0];
        auto const sum = add(mean, sum_of(argument, mean.of.filter), window_run::sum);
        means_.back() = {sum, add(mean, count_of(argument, mean.of.filter), window_run::count)};
    }
    means_.resize(calls.size());
    windows_.top.windows = group_function::of_windows(std::move(calls));
}

void running_strategy::store_results() {
    auto const below = q_.types.of(windows_.top.in).size();
    std::size_t hidden = 0;
    for (std::size_t i = 0; i < windows_.runs.size(); ++i) {
        auto const& run = windows_.runs[i];
        results_.emplace_back();
        if (!run || run == window_run::own || run == window_run::mean) { continue; }
        auto const before = store_.columns.size();
        results_.back() = stored_at(windows_.top.columns, below + i, protocol::state_column(hidden + 1),
                                    "a result of a window function that the rows behind continue");
        hidden += store_.columns.size() - before;
    }
}

std::string running_strategy::upkeep() const {
    std::string const to = has_end() ? ", to the last one if the changes cancel out" : "";
    return "O(rest): from the first changed row of a partition on" + to;
}

sql::text running_strategy::delta(const source_set& changed, bool /*net*/) {
    auto const change = q_.changes(windows_.top.in, changed);
    relational r(q_.query, q_.types);
    r.share({change});
    name_change(r, change);
    if (has_end()) { name_moved(r); }
    name_touched(r);
    name_near(r);
    name_placed(r);
    name_rows(r);
    return merged(r, computed(r), found::by_place);
}

bool running_strategy::has_end() const {
    auto const keeps = [](const std::optional<window_run>& run) { return !run || ignores_order(*run); };
    return windows_.reach.before == 0 && std::ranges::all_of(windows_.runs, keeps);
}

std::size_t running_strategy::rows_near() const {
    return windows_.reach.after + std::max(windows_.reach.before, std::size_t{1});
}

/// moved (id): the partitions in which the changes do not cancel out in the arguments of functions, or in the number of rows.
void running_strategy::name_moved(relational& r) const {
    std::set<std::size_t> read;
    for (window_call call : windows_.top.windows.windows()) {
        call.over = {};
        read.merge(call.columns());
    }
    auto change = reading(sql::build("d AS x"), sql::build("x"), std::vector<bool>(read_.size(), true), true);
    for (std::size_t i = 0; i < read_.size(); ++i) {
        bool const matters = read.contains(read_[i]) || std::ranges::contains(partition_, i);
        if (!matters) { change.columns[i] = {}; }
    }
    auto const left = r.consolidated(change, types_, same_row::identical, "<> 0");
    auto const columns = left.texts();
    std::vector<sql::text> partition;
    for (std::size_t const i : partition_) { partition.push_back(columns[i]); }
    auto id = partition.empty() ? sql::build("1") : partition.front();
    if (finds_by_hash()) { id = partition_hash(std::move(partition)); }
    r.with(sql::build("moved"), select_list(left, {sql::build("{} AS id", id)}));
}

/// touched (t, c..., last, id): for each partition with changes, with a number, the first changed position, and the first value of its order at the last one.
void running_strategy::name_touched(relational& r) const {
    auto columns = partition_;
    std::ranges::copy_if(order_, std::back_inserter(columns),
                         [&](std::size_t i) { return !std::ranges::contains(columns, i); });
    std::vector<sql::text> list;
    std::vector<sql::text> partition;
    for (std::size_t const i : partition_) { partition.push_back(of("d", i)); }
    auto const by =
        partition.empty() ? sql::text() : sql::build("PARTITION BY {} ", sql::join(partition, ", "));
    auto const window = sql::build("{}ORDER BY {}", by, order_of("d", forwards()));
    for (std::size_t const i : columns) {
        list.push_back(sql::build("{} AS {}", of("d", i), column_name(i)));
    }
    list.push_back(sql::build("row_number() OVER ({}) AS place", window));
    list.push_back(sql::build(
        "last_value({}) OVER ({} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last",
        of("d", order_.front()), window));
    if (auto const id = partition_id("d")) { list.push_back(sql::build("{} AS id", *id)); }
    r.with(
        sql::build("touched"),
        sql::build("SELECT row_number() OVER () AS t, x.* FROM (SELECT {} FROM d) AS x WHERE x.place = 1{}",
                   sql::join(list, ", "), partition_.empty() ? sql::build(" LIMIT 1") : sql::text()));
}

std::vector<sql::text> running_strategy::stored_columns(bool with_results) const {
    std::vector<sql::text> list;
    for (std::size_t i = 0; i < read_.size(); ++i) {
        list.push_back(sql::build("{} AS {}", store_.column("s", at_[i]), column_name(i)));
    }
    list.push_back(sql::build("s.ctid AS place"));
    for (std::size_t i = 0; with_results && i < results_.size(); ++i) {
        if (results_[i]) {
            list.push_back(sql::build("{} AS {}", store_.column("s", *results_[i]), result_name(i)));
        }
    }
    return list;
}

/// near (t, c1, ..., b..., n): the stored rows before these positions, the nearest one first, with their results.
void running_strategy::name_near(relational& r) const {
    auto const numbered = sql::build("SELECT x.*, row_number() OVER (ORDER BY {}) AS n FROM ({}) AS x",
                                     order_of("x", backwards()), nearest_before());
    r.with(sql::build("near"),
           sql::build("SELECT touched.t, y.* FROM touched CROSS JOIN LATERAL ({}) AS y WHERE y.n <= {}",
                      numbered, rows_near()));
}

sql::text running_strategy::nearest_before() const {
    std::vector<sql::text> scans;
    for (const auto& conditions : apply::rows_beyond(order_beside_touched(windows_.aligned), backwards())) {
        auto all = in_touched_partition();
        all.insert(all.end(), conditions.begin(), conditions.end());
        scans.push_back(sql::build("(SELECT {} FROM {} AS s WHERE {} ORDER BY {} LIMIT {})",
                                   sql::join(stored_columns(true), ", "), store_.table(),
                                   sql::join(all, " AND "), stored_order(backwards()), rows_near()));
    }
    return sql::join(scans, " UNION ALL ");
}

/// placed: the touched partitions, whether there is a row before the rows that are computed, its results, and up to which value rows are read.
void running_strategy::name_placed(relational& r) const {
    std::vector<sql::text> list{sql::build("touched.*"), sql::build("b.t IS NOT NULL AS is_continued"),
                                sql::build("{} AS is_open", is_open()),
                                sql::build("{} AS final", last_value_read())};
    auto const& calls = windows_.top.windows.windows();
    for (std::size_t i = 0; i < results_.size(); ++i) {
        if (!results_[i]) { continue; }
        auto const value = windows_.runs[i] == window_run::rank ? preceding(i, calls[i].over.order_by.size())
                                                                : sql::build("b.{}", result_name(i));
        list.push_back(sql::build("{} AS {}", value, result_name(i)));
    }
    r.with(sql::build("placed"),
           sql::build("SELECT {} FROM touched LEFT JOIN near AS b ON b.t = touched.t AND b.n = {}",
                      sql::join(list, ", "), windows_.reach.after + 1));
}

sql::text running_strategy::preceding(std::size_t result, std::size_t columns) const {
    auto const rank = sql::build("b.{}", result_name(result));
    if (columns == order_.size()) { return rank; }
    std::vector<apply::ordered_value> peers;
    for (std::size_t n = 0; n < columns; ++n) {
        std::size_t const i = order_[n];
        peers.push_back({store_.column("s", at_[i]), of("b", i), types_[i]});
    }
    auto const counts =
        sql::join(apply::rows_at(peers), " + ", [&](const std::vector<sql::text>& conditions) {
            auto all = in_touched_partition();
            all.insert(all.end(), conditions.begin(), conditions.end());
            return sql::build("(SELECT count(*) FROM {} AS s WHERE {})", store_.table(),
                              sql::join(all, " AND "));
        });
    return sql::build("CASE WHEN b.t IS NOT NULL THEN {} - 1 + {} END", rank, counts);
}

/// Whether all rows behind the first changed one are read.
sql::text running_strategy::is_open() const {
    if (!has_end()) { return sql::build("true"); }
    auto const same_id =
        looked_up_ ? sql::build(" WHERE m.id OPERATOR(pg_catalog.=) touched.id") : sql::text();
    return sql::build("(touched.last IS NULL OR EXISTS (SELECT FROM moved AS m{}))", same_id);
}

/// The value in the first column of the order at the last row that is read.  NULLs come after all values, or before them.
sql::text running_strategy::last_value_read() const {
    auto const stored = store_.column("s", at_[order_.front()]);
    auto all = in_touched_partition();
    all.push_back(sql::build("{} IS NOT NULL", stored));
    auto const last =
        sql::build("(SELECT {} FROM {} AS s WHERE {} ORDER BY {}{} LIMIT 1)", stored, store_.table(),
                   sql::join(all, " AND "), stored, windows_.descending ? sql::text() : sql::build(" DESC"));
    return has_end() ? sql::build("CASE WHEN {} THEN {} ELSE touched.last END", is_open(), last) : last;
}

/// The stored rows from the place on.  Conditions on the first column alone let the planner expect few rows, and use the index.
sql::text running_strategy::rows_behind() const {
    auto const order = order_beside_touched(windows_.aligned);
    auto scans = apply::rows_beyond(order, forwards());
    if (windows_.has_peers()) { std::ranges::copy(apply::rows_at(order), std::back_inserter(scans)); }
    const auto& first = order.front();
    auto const compared = [&](const sql::text& value, bool from_start) {
        bool const at_least = from_start != windows_.descending;
        return sql::build("{} OPERATOR(pg_catalog.{}) {}", first.stored,
                          at_least ? sql::build(">=") : sql::build("<="), value);
    };
    return sql::join(scans, " UNION ALL ", [&](const std::vector<sql::text>& conditions) {
        auto all = in_touched_partition();
        all.insert(all.end(), conditions.begin(), conditions.end());
        if (!apply::asks_for_null(conditions, first.stored)) {
            all.push_back(compared(sql::build("touched.final"), false));
            if (!apply::asks_for_null(conditions, first.place)) {
                all.push_back(compared(first.place, true));
            }
        } else if (!windows_.descending) {
            all.push_back(sql::build("touched.is_open"));
        }
        return sql::build("(SELECT {} FROM {} AS s WHERE {} OFFSET 0)",
                          sql::join(stored_columns(false), ", "), store_.table(), sql::join(all, " AND "));
    });
}

sql::text running_strategy::in_partition_of_touched(sql::pattern<> alias) const {
    std::vector<sql::text> conditions;
    if (finds_by_hash()) {
        conditions.push_back(sql::build("{} OPERATOR(pg_catalog.=) touched.id", *partition_id(alias)));
    }
    for (std::size_t const i : partition_) {
        conditions.push_back(same(types_[i], of(alias, i), of("touched", i)));
    }
    return conditions.empty() ? sql::build("true") : sql::join(conditions, " AND ");
}

sql::text running_strategy::row_list(sql::pattern<> alias, const row_facts& row) const {
    auto list = all_of_alias(alias, read_.size());
    list.push_back(row.reached);
    list.push_back(row.stored);
    list.push_back(sql::build("touched.is_continued"));
    list.push_back(row.place);
    for (std::size_t i = 0; i < results_.size(); ++i) {
        if (results_[i]) { list.push_back(sql::build("touched.{}", result_name(i))); }
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
        list[i] = sql::build("{} AS {}", list[i], column_name(i));
    }
    return sql::join(list, ", ");
}

/// rows_running (c1, ..., reached, stored, continued, place, b...): the rows whose results may have changed, and those that they look back at.
void running_strategy::name_rows(relational& r) const {
    auto const yes = sql::build("true");
    auto const near = windows_.reach.rows();
    std::vector<sql::text> parts{
        sql::build("SELECT {} FROM placed AS touched CROSS JOIN LATERAL ({}) AS y WHERE NOT {}",
                   row_list("y", {yes, yes, sql::build("y.place")}), rows_behind(), deleted_with_key_of("y")),
        sql::build("SELECT {} FROM d AS i JOIN placed AS touched ON {} WHERE i.w > 0",
                   row_list("i", {yes, deleted_with_key_of("i"), stored_place("i")}),
                   in_partition_of_touched("i"))};
    if (near > 0) {
        auto const reached = sql::build("n.n <= {}", windows_.reach.after);
        parts.push_back(
            sql::build("SELECT {} FROM near AS n JOIN placed AS touched ON touched.t = n.t WHERE n.n <= {}",
                       row_list("n", {reached, yes, sql::build("n.place")}), near));
    }
    auto types = types_;
    types.insert(types.end(), row_facts_width - 1, flag());
    types.push_back(place());
    for (const auto& result : results_) {
        if (!result) { continue; }
        types.push_back(store_.types[*result]);
        types.back().nullable = true;
    }
    r.bind_leaf(rows_running, sql::build("({})", sql::join(parts, " UNION ALL ")), std::move(types));
}

/// The results at the rows that are computed, each continued from those at the row before.
block running_strategy::computed(relational& r) const {
    auto const& top = windows_.top;
    auto const below = q_.types.of(top.in).size();
    auto const& calls = top.windows.windows();
    auto columns = places(0);
    auto const by = key(substituted(top.partition.columns(), columns), true);
    std::vector<window_call> near;
    std::vector<window_call> running;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (means_[i]) { continue; }
        (windows_.runs[i] ? running : near).push_back(calls[i].substitute(columns));
    }
    auto const bases = static_cast<std::size_t>(std::ranges::count_if(
        results_, [](const std::optional<std::size_t>& one) { return one.has_value(); }));
    std::size_t next_near = read_.size() + row_facts_width + bases;
    std::size_t next_running = next_near + near.size();
    circuit rows = rows_running.as_circuit();
    if (!near.empty()) { rows = windows_over(std::move(rows), by, std::move(near)); }
    if (windows_.reach.rows() > 0) {
        rows = dbsp::filter(rows, predicate(expression::column(read_.size() + reached_column)));
    }
    rows = windows_over(std::move(rows), by, std::move(running));
    std::vector<expression> results;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        results.push_back(means_[i] ? expression::null()
                                    : expression::column(windows_.runs[i] ? next_running++ : next_near++));
    }
    for (std::size_t i = 0; i < calls.size(); ++i) {
        columns[below + i] = means_[i] ? mean_of(i, results) : continued(i, results);
    }
    auto shown = substituted(top.columns, columns);
    shown.push_back(expression::column(read_.size() + stored_column));
    shown.push_back(expression::column(read_.size() + place_column));
    return r.unweighted(dbsp::map(rows, mapping(std::move(shown))));
}

expression running_strategy::continued(std::size_t call, const std::vector<expression>& results) const {
    auto const here = results[call];
    if (!results_[call]) { return here; }
    auto const stored_before =
        std::ranges::count_if(results_.begin(), results_.begin() + static_cast<std::ptrdiff_t>(call),
                              [](const std::optional<std::size_t>& one) { return one.has_value(); });
    auto const before =
        expression::column(read_.size() + row_facts_width + static_cast<std::size_t>(stored_before));
    switch (*windows_.runs[call]) {
    case window_run::sum: return both_that_exist(before, "OPERATOR(pg_catalog.+)", here);
    case window_run::all_true: return both_that_exist(before, "AND", here);
    case window_run::any_true: return both_that_exist(before, "OR", here);
    case window_run::least: return extreme("LEAST(", before, here);
    case window_run::greatest: return extreme("GREATEST(", before, here);
    case window_run::first:
        return operation_of(
            {sql::build("CASE WHEN "), sql::build(" THEN "), sql::build(" ELSE "), sql::build(" END")},
            {expression::column(read_.size() + continued_column), before, here});
    default: return added_to_number(before, here);
    }
}

/// As PostgreSQL divides them.
expression running_strategy::mean_of(std::size_t call, const std::vector<expression>& results) const {
    return operation_of({sql::build("("), sql::build("::numeric / "), sql::build("::numeric)")},
                        {continued(means_[call]->sum, results), continued(means_[call]->count, results)});
}

} // namespace pgt::lower
