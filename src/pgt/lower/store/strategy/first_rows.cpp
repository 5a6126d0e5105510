#include <pgt/lower/store/strategy/first_rows.hpp>

#include <pgt/lower/facts/among.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/sql/columns.hpp>
#include <pgt/lower/store/apply/replaced_rows.hpp>

#include <algorithm>
#include <utility>

namespace pgt::lower {

namespace {

/// The rows that are the first ones again, in circuits.
const leaf rows_kept{"kept"};

} // namespace

first_rows_strategy::first_rows_strategy(lowered_query& q, const sql::qname& target, first_rows first)
    : partition_strategy(q, target, first.top, stores_more{}), first_(std::move(first)) {
    store_rows();
    store_key();
    store(circuit_of(top_, top_.in));
}

void first_rows_strategy::store_rows() {
    auto const& rows = q_.types.of(top_.in);
    std::size_t hidden = top_.partition.columns().size();
    for (std::size_t const i : first_.read) {
        types_.push_back(rows[i]);
        auto const before = store_.columns.size();
        at_.push_back(
            stored_at(top_.columns, i, protocol::key_column(hidden + 1),
                      "a column of ORDER BY, or of the key of the rows, that the query does not show"));
        hidden += store_.columns.size() - before;
    }
}

std::size_t first_rows_strategy::place_of(std::size_t column) const {
    return static_cast<std::size_t>(std::ranges::find(first_.read, column) - first_.read.begin());
}

std::string first_rows_strategy::upkeep() const { return "O(first rows)"; }

sql::text first_rows_strategy::delta(const source_set& changed, bool /*net*/) {
    auto const change = q_.changes(top_.in, changed);
    auto const again = q_.pushed(circuit_of(top_, touched_groups(top_.in, change, top_.partition)));
    relational r(q_.query, q_.types);
    r.share({again, change});
    name_touched(r, r.named(change));
    name_change(r, r.named(change));
    name_ranked(r);
    name_rows(r, change);
    auto const rows = r.united({r.unweighted(kept()), r.unweighted(again)}, store_.types);
    return apply::replaced_rows(r, rows, stored_rows(), store_);
}

/// d (c1, ..., w): the change of the rows below, each row once.
void first_rows_strategy::name_change(relational& r, const block& change) const {
    auto rows = change;
    rows.columns.clear();
    for (std::size_t const i : first_.read) { rows.columns.push_back(change.columns.at(i)); }
    rows = detail::filled(std::move(rows), detail::all_of(types_.size()), types_);
    r.with(sql::build("d"), select(r.consolidated(rows, types_, same_row::identical, "<> 0")));
}

sql::text first_rows_strategy::partition_of(sql::pattern<> alias) const {
    if (top_.partition.columns().empty()) { return {}; }
    auto const columns = sql::join(top_.partition.columns(), ", ", [&](const expression& e) {
        return sql::build("{}.{}", sql::build(alias), column_name(place_of(e.as_column().value())));
    });
    return sql::build("PARTITION BY {}", columns);
}

/// The stored row `s` has the key of a deleted row.
sql::text first_rows_strategy::is_deleted() const {
    compared_rows keys;
    for (std::size_t const column : first_.key) {
        std::size_t const i = place_of(column);
        keys.types.push_back(types_[i]);
        keys.here.push_back(store_.column("s", at_[i]));
        keys.there.push_back(sql::build("g.{}", column_name(i)));
    }
    return is_among(keys, sql::build("FROM d AS g WHERE g.w < 0"));
}

/// The stored rows of touched groups, and whether they are deleted, and the inserted rows.
sql::text first_rows_strategy::stored_and_inserted() const {
    auto const stored = stored_rows();
    std::vector<sql::text> from_stored;
    std::vector<sql::text> from_change;
    for (std::size_t i = 0; i < at_.size(); ++i) {
        from_stored.push_back(sql::build("{} AS {}", stored.columns[at_[i]].sql, column_name(i)));
        from_change.push_back(sql::build("i.{}", column_name(i)));
    }
    from_stored.push_back(sql::build("true AS stored"));
    from_stored.push_back(sql::build("{} AS gone", is_deleted()));
    return sql::build("{} UNION ALL SELECT {}, false, false FROM d AS i WHERE i.w > 0",
                      select_list(stored, from_stored), sql::join(from_change, ", "));
}

/// ranked (c1, ..., alive, short): these rows, whether they are among the first ones now, and whether their group may have lost too many.
void first_rows_strategy::name_ranked(relational& r) const {
    std::vector<expression> places(q_.types.of(top_.in).size(), expression::null());
    std::vector<sql::text> names;
    for (std::size_t i = 0; i < first_.read.size(); ++i) {
        places[first_.read[i]] = expression::column(i);
        names.push_back(sql::build("u.{}", column_name(i)));
    }
    auto const order = sql::join(first_.order, ", ", [&](const order_key& key) {
        return sql::build("{}{}", key.by.substitute(places).print(names), key.order);
    });
    auto const gap = top_.partition.columns().empty() ? sql::text() : sql::build(" ");
    auto const numbered = sql::build("SELECT u.*, {} OVER ({}{}ORDER BY {}) AS place FROM ({}) AS u",
                                     first_.with_ties ? sql::build("rank()") : sql::build("row_number()"),
                                     partition_of("u"), gap, order, stored_and_inserted());
    auto const bounded =
        sql::build("SELECT v.*, max(v.place) FILTER (WHERE v.stored) OVER ({}) AS last,"
                   " count(*) FILTER (WHERE v.stored) OVER ({}) >= {} AS was_full FROM ({}) AS v",
                   partition_of("v"), partition_of("v"), first_.count, numbered);
    auto const living = sql::build("SELECT x.*, NOT x.gone AND (NOT x.was_full OR x.place <= x.last) AS alive"
                                   " FROM ({}) AS x",
                                   bounded);
    r.with(sql::build("ranked"),
           sql::build("SELECT y.*, y.was_full AND count(*) FILTER (WHERE y.alive) OVER ({}) < {} AS short"
                      " FROM ({}) AS y",
                      partition_of("y"), first_.count, living));
}

/// The rows that are kept, and, as the change that the rows below are restricted to, the groups to be computed again.
void first_rows_strategy::name_rows(relational& r, const circuit& change) const {
    std::vector<sql::text> columns;
    for (std::size_t i = 0; i < types_.size(); ++i) { columns.push_back(column_name(i)); }
    r.bind_leaf(
        rows_kept,
        sql::build("(SELECT {} FROM ranked AS y WHERE y.alive AND NOT y.short)", sql::join(columns, ", ")),
        types_);
    auto const width = q_.types.of(change).size();
    std::vector<bool> present(width);
    std::vector<sql::text> list;
    std::vector<sql::text> once;
    for (const auto& e : top_.partition.columns()) {
        std::size_t const i = e.as_column().value();
        if (present[i]) { continue; }
        present[i] = true;
        once.push_back(sql::build("y.{}", column_name(place_of(i))));
        list.push_back(sql::build("{} AS {}", once.back(), column_name(i)));
    }
    list.push_back(sql::build("1::bigint AS w"));
    auto const group =
        once.empty() ? sql::build(" LIMIT 1") : sql::build(" GROUP BY {}", sql::join(once, ", "));
    r.with(sql::build("lacking"),
           sql::build("SELECT {} FROM ranked AS y WHERE y.short{}", sql::join(list, ", "), group));
    r.bind_leaf(touching(), sql::build("lacking"), row_type(q_.types.of(change)), present);
}

circuit first_rows_strategy::kept() const {
    auto const below = q_.types.of(top_.in).size();
    std::vector<expression> places(below, expression::null());
    for (std::size_t i = 0; i < first_.read.size(); ++i) { places[first_.read[i]] = expression::column(i); }
    auto kept = top_;
    kept.in = rows_kept.as_circuit();
    if (top_.windows.is_limit()) {
        auto limit = top_.windows.limit();
        for (auto& one : limit.order) { one.by = one.by.substitute(places); }
        if (limit.decided_by) {
            for (auto& column : *limit.decided_by) { column = place_of(column); }
        }
        kept.windows = group_function(std::move(limit));
    } else {
        auto calls = top_.windows.windows();
        for (std::size_t i = 0; i < calls.size(); ++i) {
            calls[i] = calls[i].substitute(places);
            places.push_back(expression::column(types_.size() + i));
        }
        kept.windows = group_function::of_windows(std::move(calls));
    }
    kept.partition = key(substituted(top_.partition.columns(), places), true);
    kept.columns = substituted(top_.columns, places);
    if (kept.condition) { kept.condition = kept.condition->substitute(places); }
    return circuit_of(kept, kept.in);
}

} // namespace pgt::lower
