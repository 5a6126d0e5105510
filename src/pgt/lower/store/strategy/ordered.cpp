#include <pgt/lower/store/strategy/ordered.hpp>

#include <pgt/lower/facts/among.hpp>
#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/sql/columns.hpp>
#include <pgt/lower/store/apply/merge.hpp>
#include <pgt/lower/store/partition_hash.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace pgt::lower {

using apply::direction;

sql::text ordered_strategy::of(sql::pattern<> alias, std::size_t i) {
    return sql::build("{}.{}", sql::build(alias), column_name(i));
}
std::vector<sql::text> ordered_strategy::all_of_alias(sql::pattern<> alias, std::size_t width) {
    std::vector<sql::text> result;
    for (std::size_t i = 0; i < width; ++i) { result.push_back(of(alias, i)); }
    return result;
}
column_type ordered_strategy::flag() {
    return {{"boolean", "", true, "OPERATOR(pg_catalog.=)", true}, false};
}

column_type ordered_strategy::place() { return {{"tid", "", true, "OPERATOR(pg_catalog.=)", true}, true}; }

ordered_strategy::ordered_strategy(lowered_query& q, const sql::qname& target, ordered_windows windows)
    : strategy(q, target), windows_(std::move(windows)) {
    read_columns();
    store_rows();
    store_partition();
}

void ordered_strategy::read_columns() {
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

std::size_t ordered_strategy::place_of(std::size_t column) const {
    return static_cast<std::size_t>(std::ranges::find(read_, column) - read_.begin());
}

void ordered_strategy::store_rows() {
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

void ordered_strategy::store_partition() {
    if (partition_.empty()) { return; }
    std::vector<std::size_t> columns;
    for (std::size_t const i : partition_) { columns.push_back(read_[i]); }
    bool const by_itself = columns.size() == 1 && is_own_hash(types_[partition_.front()]);
    looked_up_ = by_itself
                     ? at_[partition_.front()]
                     : stored_hidden(windows_.top.columns, hash_of_partition(columns),
                                     protocol::partition_column, "the hash of the columns of PARTITION BY");
}

std::vector<std::vector<std::string>> ordered_strategy::looked_up() const {
    std::vector<std::string> names;
    if (looked_up_) { names.push_back(store_.columns[*looked_up_]); }
    for (std::size_t i = 0; i < windows_.indexed; ++i) { names.push_back(store_.columns[at_[order_[i]]]); }
    return {std::move(names)};
}

/// d (c1, ..., w): the change of the rows below, each row once.
void ordered_strategy::name_change(relational& r, const circuit& change) const {
    auto rows = r.lower(change);
    std::vector<output> columns;
    for (std::size_t const i : read_) { columns.push_back(rows.columns.at(i)); }
    rows.columns = std::move(columns);
    rows = detail::filled(std::move(rows), detail::all_of(read_.size()), types_);
    r.with(sql::build("d"), select(r.consolidated(rows, types_, same_row::identical, "<> 0")));
}

sql::text ordered_strategy::merged(const relational& r, const block& rows, found how) const {
    auto const n = apply::new_columns(store_);
    auto const same = how == found::by_place ? sql::build("s.ctid OPERATOR(pg_catalog.=) n.place")
                                             : apply::same_key(store_, n);
    return apply::merge(
        r.with_list(), store_, rows_to_apply(rows, how), same,
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

std::vector<expression> ordered_strategy::places(std::size_t first) const {
    auto const below = q_.types.of(windows_.top.in).size();
    auto const calls = windows_.top.windows.windows().size();
    std::vector<expression> result(below + calls, expression::null());
    for (std::size_t i = 0; i < read_.size(); ++i) { result[read_[i]] = expression::column(i); }
    for (std::size_t i = 0; i < calls; ++i) { result[below + i] = expression::column(first + i); }
    return result;
}

direction ordered_strategy::forwards() const { return windows_.descending ? direction::down : direction::up; }
direction ordered_strategy::backwards() const {
    return windows_.descending ? direction::up : direction::down;
}

bool ordered_strategy::finds_by_hash() const {
    return looked_up_ &&
           std::ranges::none_of(partition_, [&](std::size_t i) { return at_[i] == *looked_up_; });
}

std::vector<sql::text> ordered_strategy::in_touched_partition() const {
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

std::optional<sql::text> ordered_strategy::partition_id(sql::pattern<> alias) const {
    if (partition_.empty()) { return std::nullopt; }
    std::vector<sql::text> columns;
    for (std::size_t const i : partition_) { columns.push_back(of(alias, i)); }
    return finds_by_hash() ? partition_hash(std::move(columns)) : columns.front();
}

std::vector<apply::ordered_value> ordered_strategy::order_beside_touched(std::size_t columns) const {
    std::vector<apply::ordered_value> result;
    for (std::size_t n = 0; n < columns; ++n) {
        std::size_t const i = order_[n];
        result.push_back({store_.column("s", at_[i]), of("touched", i), types_[i]});
    }
    return result;
}

sql::text ordered_strategy::stored_order(direction way) const {
    return sql::join(order_, ", ", [&](std::size_t i) {
        return sql::build("{}{}", store_.column("s", at_[i]),
                          way == direction::up ? sql::text() : sql::build(" DESC"));
    });
}

sql::text ordered_strategy::order_of(sql::pattern<> alias, direction way) const {
    std::vector<sql::text> columns;
    for (std::size_t const i : order_) {
        columns.push_back(
            sql::build("{}{}", of(alias, i), way == direction::up ? sql::text() : sql::build(" DESC")));
    }
    return sql::join(columns, ", ");
}

sql::text ordered_strategy::deleted_with_key_of(sql::pattern<> alias) const {
    row_type types;
    for (std::size_t const i : key_) { types.push_back(types_[i]); }
    return is_among({std::move(types), key_of_alias(alias), key_of_alias("g")},
                    sql::build("FROM d AS g WHERE g.w < 0"));
}

/// n: these rows, and the keys of those that are deleted.
sql::text ordered_strategy::rows_to_apply(const block& rows, found how) const {
    auto columns = rows.texts();
    auto const width = store_.columns.size();
    std::vector<sql::text> const behind(columns.begin() + static_cast<std::ptrdiff_t>(width), columns.end());
    columns.resize(width);
    std::vector<sql::text> list{sql::build("{} AS rid", store_.id_of(store_.key_of(columns)))};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        list.push_back(sql::build("{} AS {}", columns[i], column_name(i)));
    }
    list.push_back(sql::build("{} AS is_stored", behind.front()));
    list.push_back(sql::build("true AS is_now"));
    if (how == found::by_place) { list.push_back(sql::build("{} AS place", behind.back())); }
    return sql::build("{} UNION ALL {}", select_list(rows, list), deleted_rows(how));
}

std::vector<sql::text> ordered_strategy::key_of_alias(sql::pattern<> alias) const {
    std::vector<sql::text> keys;
    for (std::size_t const i : key_) { keys.push_back(of(alias, i)); }
    return keys;
}

sql::text ordered_strategy::stored_place(sql::pattern<> alias) const {
    auto const same = sql::join(key_, " AND ", [&](std::size_t i) {
        return equals(types_[i].type, store_.column("s", at_[i]), of(alias, i));
    });
    return sql::build("(SELECT s.ctid FROM {} AS s WHERE s.{} OPERATOR(pg_catalog.=) {} AND {})",
                      store_.table(), sql::ident{row_id_column}, store_.id_of(key_of_alias(alias)), same);
}

sql::text ordered_strategy::deleted_rows(found how) const {
    std::vector<sql::text> columns;
    for (const auto& type : store_.types) { columns.push_back(typed_null(type.type)); }
    auto const keys = key_of_alias("d");
    for (std::size_t n = 0; n < key_.size(); ++n) { columns[at_[key_[n]]] = keys[n]; }
    auto const place = how == found::by_place ? sql::build(", {}", stored_place("d")) : sql::text();
    return sql::build("SELECT {}, {}, true, false{} FROM d GROUP BY {} HAVING max(d.w) < 0",
                      store_.id_of(keys), sql::join(columns, ", "), place, sql::join(keys, ", "));
}

} // namespace pgt::lower
