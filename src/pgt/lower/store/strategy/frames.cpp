#include <pgt/lower/store/strategy/frames.hpp>

#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/piece/leaf.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace pgt::lower {

using apply::direction;

namespace {

/// The rows of which windows are computed, in circuits.
const leaf rows_near{"near"};

} // namespace

frame_strategy::frame_strategy(lowered_query& q, const sql::qname& target, ordered_windows windows)
    : ordered_strategy(q, target, std::move(windows)) {
    store(circuit_of(windows_.top, windows_.top.in));
}

std::string frame_strategy::upkeep() const {
    return "O(frame): up to " + std::to_string(windows_.reach.after) + " before and " +
           std::to_string(windows_.reach.before) + " after a changed row";
}

sql::text frame_strategy::delta(const source_set& changed, bool /*net*/) {
    auto const change = q_.changes(windows_.top.in, changed);
    relational r(q_.query, q_.types);
    r.share({change});
    name_change(r, change);
    name_touched(r);
    name_near(r);
    name_rows(r);
    return merged(r, computed(r), found::by_key);
}

/// touched (c..., id): the positions of the changed rows, before and after, each once; `id`, if there is one, is the hash of the partition.
void frame_strategy::name_touched(relational& r) const {
    auto columns = partition_;
    std::ranges::copy_if(order_, std::back_inserter(columns),
                         [&](std::size_t i) { return !std::ranges::contains(columns, i); });
    std::vector<sql::text> list;
    std::vector<sql::text> once;
    for (std::size_t const i : columns) {
        once.push_back(of("d", i));
        list.push_back(sql::build("{} AS {}", once.back(), column_name(i)));
    }
    if (finds_by_hash()) { list.push_back(sql::build("{} AS id", *partition_id("d"))); }
    r.with(sql::build("touched"),
           sql::build("SELECT {} FROM d GROUP BY {}", sql::join(list, ", "), sql::join(once, ", ")));
}

/// near (c1, ..., reached): the stored rows next to these, and whether their results may have changed.
void frame_strategy::name_near(relational& r) const {
    std::vector<sql::text> list;
    std::vector<sql::text> once;
    for (std::size_t i = 0; i < read_.size(); ++i) {
        bool const is_key = std::ranges::contains(key_, i);
        if (is_key) { once.push_back(of("b", i)); }
        list.push_back(is_key ? sql::build("{} AS {}", of("b", i), column_name(i))
                              : sql::build("any_value({}) AS {}", of("b", i), column_name(i)));
    }
    r.with(sql::build("near"),
           sql::build("SELECT {}, bool_or(b.reached) AS reached FROM ({} UNION ALL {}) AS b GROUP BY {}",
                      sql::join(list, ", "), beside_touched(true), beside_touched(false),
                      sql::join(once, ", ")));
}

sql::text frame_strategy::beside_touched(bool after) const {
    auto const way = after ? forwards() : backwards();
    auto const reached = after ? windows_.reach.before : windows_.reach.after;
    auto const columns = sql::join(all_of_alias("x", read_.size()), ", ");
    auto const numbered =
        sql::build("SELECT {}, row_number() OVER (ORDER BY {}) <= {} AS reached FROM ({}) AS x", columns,
                   order_of("x", way), reached, nearest(way));
    return sql::build("SELECT {}, y.reached FROM touched CROSS JOIN LATERAL ({}) AS y",
                      sql::join(all_of_alias("y", read_.size()), ", "), numbered);
}

/// The stored rows nearest to the position `touched` on one side.  Several scans may find more than are needed.
sql::text frame_strategy::nearest(direction way) const {
    std::vector<sql::text> columns;
    for (std::size_t i = 0; i < read_.size(); ++i) {
        columns.push_back(sql::build("{} AS {}", store_.column("s", at_[i]), column_name(i)));
    }
    std::vector<sql::text> scans;
    for (const auto& conditions : apply::rows_beyond(order_beside_touched(order_.size()), way)) {
        auto all = in_touched_partition();
        all.insert(all.end(), conditions.begin(), conditions.end());
        scans.push_back(sql::build("(SELECT {} FROM {} AS s WHERE {} ORDER BY {} LIMIT {})",
                                   sql::join(columns, ", "), store_.table(), sql::join(all, " AND "),
                                   stored_order(way), windows_.reach.rows()));
    }
    return sql::join(scans, " UNION ALL ");
}

/// rows_near (c1, ..., reached, stored): these rows without the deleted ones and with the inserted ones.
void frame_strategy::name_rows(relational& r) const {
    auto const width = read_.size();
    auto const reached = column_name(width);
    auto const stored = column_name(width + 1);
    auto const kept =
        sql::build("SELECT {}, n.reached AS {}, true AS {} FROM near AS n WHERE NOT {}",
                   sql::join(all_of_alias("n", width), ", "), reached, stored, deleted_with_key_of("n"));
    auto const inserted =
        sql::build("SELECT {}, true AS {}, {} AS {} FROM d AS i WHERE i.w > 0",
                   sql::join(all_of_alias("i", width), ", "), reached, deleted_with_key_of("i"), stored);
    auto types = types_;
    types.insert(types.end(), 2, flag());
    r.bind_leaf(rows_near, sql::build("({} UNION ALL {})", kept, inserted), std::move(types));
}

/// The rows whose results may have changed as they are to be stored, and whether they are stored already.
block frame_strategy::computed(relational& r) const {
    auto const& top = windows_.top;
    auto const columns = places(read_.size() + 2);
    windowed_query near{.in = rows_near.as_circuit(),
                        .partition = key(substituted(top.partition.columns(), columns), true),
                        .windows = top.windows,
                        .condition = expression::column(read_.size()),
                        .columns = substituted(top.columns, columns)};
    near.columns.push_back(expression::column(read_.size() + 1));
    auto windows = top.windows.windows();
    for (auto& call : windows) { call = call.substitute(columns); }
    near.windows = group_function::of_windows(std::move(windows));
    return r.unweighted(circuit_of(near, near.in));
}

} // namespace pgt::lower
