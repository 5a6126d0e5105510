#include <pgt/lower/store/strategy/frames.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/sql/columns.hpp>
#include <pgt/lower/store/apply/merge.hpp>
#include <pgt/lower/store/partition_hash.hpp>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace pgt::lower {

using apply::direction;

namespace {

/// The rows of which windows are computed, in circuits.
const leaf rows_near{"near"};

sql::text of(sql::pattern<> alias, std::size_t i) {
    return sql::build("{}.{}", sql::build(alias), column_name(i));
}
std::vector<sql::text> all_of_alias(sql::pattern<> alias, std::size_t width) {
    std::vector<sql::text> result;
    for (std::size_t i = 0; i < width; ++i) { result.push_back(of(alias, i)); }
    return result;
}
column_type flag() { return {{"boolean", "", true, "OPERATOR(pg_catalog.=)", true}, false}; }

} // namespace

frame_strategy::frame_strategy(lowered_query& q, const sql::qname& target, bounded_windows windows)
    : strategy(q, target), windows_(std::move(windows)) {
    read_columns();
    store_rows();
    store_partition();
    store(circuit_of(windows_.top, windows_.top.in));
}

void frame_strategy::read_columns() {
    auto const& rows = q_.types.of(windows_.top.in);
    std::set<std::size_t> read(windows_.order.begin(), windows_.order.end());
    read.insert(windows_.key.begin(), windows_.key.end());
    for (const auto& e : windows_.top.partition.columns()) { read.merge(e.columns()); }
    for (const auto& e : windows_.top.columns) { read.merge(e.columns()); }
    for (const auto& call : windows_.top.windows.windows()) { read.merge(call.columns()); }
    for (std::size_t const i : read) {
        if (i < rows.size()) { read_.push_back(i); }
    }
    for (std::size_t const i : read_) { types_.push_back(rows[i]); }
    for (const auto& e : windows_.top.partition.columns()) {
        partition_.push_back(place_of(e.as_column().value()));
    }
    for (std::size_t const i : windows_.order) { order_.push_back(place_of(i)); }
    for (std::size_t const i : windows_.key) { key_.push_back(place_of(i)); }
}

std::size_t frame_strategy::place_of(std::size_t column) const {
    return static_cast<std::size_t>(std::ranges::find(read_, column) - read_.begin());
}

void frame_strategy::store_rows() {
    std::size_t hidden = 0;
    for (std::size_t const i : read_) {
        auto const before = store_.columns.size();
        at_.push_back(stored_at(windows_.top.columns, i, protocol::key_column(hidden + 1),
                                "a column that window functions need and the query does not show"));
        hidden += store_.columns.size() - before;
    }
    store_.keyed = true;
    for (std::size_t const i : key_) { store_.key.push_back(at_[i]); }
}

void frame_strategy::store_partition() {
    if (partition_.empty()) { return; }
    std::vector<std::size_t> columns;
    for (std::size_t const i : partition_) { columns.push_back(read_[i]); }
    bool const by_itself = columns.size() == 1 && is_own_hash(types_[partition_.front()]);
    looked_up_ = by_itself
                     ? at_[partition_.front()]
                     : stored_hidden(windows_.top.columns, hash_of_partition(columns),
                                     protocol::partition_column, "the hash of the columns of PARTITION BY");
}

std::vector<std::vector<std::string>> frame_strategy::looked_up() const {
    std::vector<std::string> names;
    if (looked_up_) { names.push_back(store_.columns[*looked_up_]); }
    for (std::size_t i = 0; i < windows_.indexed; ++i) { names.push_back(store_.columns[at_[order_[i]]]); }
    return {std::move(names)};
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
    auto const rows = computed(r);
    auto const n = apply::new_columns(store_);
    return apply::merge(
        r.with_list(), store_, rows_to_apply(rows), apply::same_key(store_, n),
        {sql::build("WHEN MATCHED AND NOT n.is_now THEN DELETE"),
         sql::build("WHEN MATCHED AND n.is_stored AND {} THEN {}", apply::some_difference(store_, n),
                    apply::update_all(store_, n)),
         sql::build("WHEN MATCHED AND n.is_stored THEN DO NOTHING"),
         sql::build("WHEN MATCHED THEN {}",
                    apply::update_inconsistent("a row to be inserted is there already")),
         sql::build("WHEN NOT MATCHED AND NOT n.is_stored THEN {}", apply::insert_all(store_, n)),
         sql::build("WHEN NOT MATCHED THEN {}",
                    apply::insert_inconsistent("a row to be deleted does not exist"))});
}

/// d (c1, ..., w): the change of the rows below, each row once.
void frame_strategy::name_change(relational& r, const circuit& change) const {
    auto rows = r.lower(change);
    std::vector<output> columns;
    for (std::size_t const i : read_) { columns.push_back(rows.columns.at(i)); }
    rows.columns = std::move(columns);
    rows = detail::filled(std::move(rows), detail::all_of(read_.size()), types_);
    r.with(sql::build("d"), select(r.consolidated(rows, types_, same_row::identical, "<> 0")));
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
    if (finds_by_hash()) {
        std::vector<sql::text> partition;
        for (std::size_t const i : partition_) { partition.push_back(of("d", i)); }
        list.push_back(sql::build("{} AS id", partition_hash(std::move(partition))));
    }
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
    auto const way = after != windows_.descending ? direction::up : direction::down;
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
    std::vector<sql::text> order;
    for (std::size_t i = 0; i < read_.size(); ++i) {
        columns.push_back(sql::build("{} AS {}", store_.column("s", at_[i]), column_name(i)));
    }
    for (std::size_t const i : order_) {
        order.push_back(sql::build("{}{}", store_.column("s", at_[i]),
                                   way == direction::up ? sql::text() : sql::build(" DESC")));
    }
    std::vector<sql::text> scans;
    for (const auto& conditions : apply::rows_beyond(order_beside_touched(), way)) {
        auto all = in_touched_partition();
        all.insert(all.end(), conditions.begin(), conditions.end());
        scans.push_back(sql::build("(SELECT {} FROM {} AS s WHERE {} ORDER BY {} LIMIT {})",
                                   sql::join(columns, ", "), store_.table(), sql::join(all, " AND "),
                                   sql::join(order, ", "), windows_.reach.rows()));
    }
    return sql::join(scans, " UNION ALL ");
}

bool frame_strategy::finds_by_hash() const {
    return looked_up_ &&
           std::ranges::none_of(partition_, [&](std::size_t i) { return at_[i] == *looked_up_; });
}

std::vector<sql::text> frame_strategy::in_touched_partition() const {
    std::vector<sql::text> conditions;
    if (finds_by_hash()) {
        conditions.push_back(
            sql::build("{} OPERATOR(pg_catalog.=) touched.id", store_.column("s", *looked_up_)));
    }
    for (std::size_t const i : partition_) {
        conditions.push_back(same(types_[i], store_.column("s", at_[i]), of("touched", i)));
    }
    return conditions;
}

std::vector<apply::ordered_value> frame_strategy::order_beside_touched() const {
    std::vector<apply::ordered_value> result;
    for (std::size_t const i : order_) {
        result.push_back({store_.column("s", at_[i]), of("touched", i), types_[i]});
    }
    return result;
}

sql::text frame_strategy::order_of(sql::pattern<> alias, direction way) const {
    std::vector<sql::text> columns;
    for (std::size_t const i : order_) {
        columns.push_back(
            sql::build("{}{}", of(alias, i), way == direction::up ? sql::text() : sql::build(" DESC")));
    }
    return sql::join(columns, ", ");
}

sql::text frame_strategy::same_key_as(sql::pattern<> alias) const {
    return sql::join(key_, " AND ",
                     [&](std::size_t i) { return equals(types_[i].type, of("g", i), of(alias, i)); });
}

sql::text frame_strategy::deleted_with_key_of(sql::pattern<> alias) const {
    return sql::build("EXISTS (SELECT FROM d AS g WHERE g.w < 0 AND {})", same_key_as(alias));
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
    auto const below = q_.types.of(top.in).size();
    auto const calls = top.windows.windows().size();
    std::vector<expression> places(below + calls, expression::null());
    for (std::size_t i = 0; i < read_.size(); ++i) { places[read_[i]] = expression::column(i); }
    for (std::size_t i = 0; i < calls; ++i) { places[below + i] = expression::column(read_.size() + 2 + i); }
    windowed_query near{.in = rows_near.as_circuit(),
                        .partition = key(substituted(top.partition.columns(), places), true),
                        .windows = top.windows,
                        .condition = expression::column(read_.size()),
                        .columns = substituted(top.columns, places)};
    near.columns.push_back(expression::column(read_.size() + 1));
    auto windows = top.windows.windows();
    for (auto& call : windows) { call = call.substitute(places); }
    near.windows = group_function::of_windows(std::move(windows));
    return r.unweighted(circuit_of(near, near.in));
}

/// n: these rows, and the keys of those that are deleted.
sql::text frame_strategy::rows_to_apply(const block& rows) const {
    auto columns = rows.texts();
    auto const is_stored = columns.back();
    columns.pop_back();
    std::vector<sql::text> list{sql::build("{} AS rid", store_.id_of(store_.key_of(columns)))};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        list.push_back(sql::build("{} AS {}", columns[i], column_name(i)));
    }
    list.push_back(sql::build("{} AS is_stored", is_stored));
    list.push_back(sql::build("true AS is_now"));
    return sql::build("{} UNION ALL {}", select_list(rows, list), deleted_rows());
}

sql::text frame_strategy::deleted_rows() const {
    std::vector<sql::text> columns;
    for (const auto& type : store_.types) { columns.push_back(typed_null(type.type)); }
    std::vector<sql::text> keys;
    for (std::size_t const i : key_) {
        keys.push_back(of("d", i));
        columns[at_[i]] = keys.back();
    }
    return sql::build("SELECT {}, {}, true, false FROM d GROUP BY {} HAVING max(d.w) < 0", store_.id_of(keys),
                      sql::join(columns, ", "), sql::join(keys, ", "));
}

} // namespace pgt::lower
