#include <pgt/lower/store/strategy/partitions.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/facts/unique_key.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/sql/match.hpp>
#include <pgt/lower/store/apply/replaced_rows.hpp>
#include <pgt/lower/store/apply/rows.hpp>
#include <pgt/lower/store/partition_hash.hpp>

#include <algorithm>
#include <utility>

namespace pgt::lower {

partition_strategy::partition_strategy(lowered_query& q, const sql::qname& target, windowed_query top,
                                       std::string why)
    : strategy(q, target), top_(std::move(top)), why_(std::move(why)) {
    store_partition();
    store_key();
    store(circuit_of(top_, top_.in));
}

partition_strategy::partition_strategy(lowered_query& q, const sql::qname& target, windowed_query top,
                                       stores_more /*tag*/)
    : strategy(q, target), top_(std::move(top)) {
    store_partition();
}

void partition_strategy::store_partition() {
    std::vector<std::size_t> columns;
    for (const auto& e : top_.partition.columns()) {
        columns.push_back(e.as_column().value());
        require_stored_partition(q_.types.of(top_.in).at(columns.back()));
        partition_.push_back(stored_at(top_.columns, columns.back(),
                                       protocol::key_column(partition_.size() + 1),
                                       "a column of PARTITION BY that the query does not show"));
    }
    if (columns.empty()) { return; }
    bool const by_itself = columns.size() == 1 && is_own_hash(q_.types.of(top_.in).at(columns.front()));
    looked_up_ = by_itself
                     ? partition_.front()
                     : stored_hidden(top_.columns, hash_of_partition(columns), protocol::partition_column,
                                     "the hash of the columns of PARTITION BY");
}

void partition_strategy::store_key() {
    if (auto const unique = unique_key(q_.query, q_.types, q_.query.root)) {
        store_.keyed = true;
        store_.key.assign(unique->begin(), unique->end());
    } else {
        find_by_all_columns();
    }
}

std::vector<std::vector<std::string>> partition_strategy::looked_up() const {
    if (!looked_up_) { return {}; }
    return {{store_.columns[*looked_up_]}};
}

std::string partition_strategy::upkeep() const { return why_.empty() ? "" : "O(group): " + why_; }

sql::text partition_strategy::delta(const source_set& changed, bool /*net*/) {
    auto const change = q_.changes(top_.in, changed);
    auto const now = q_.pushed(circuit_of(top_, touched_groups(top_.in, change, top_.partition)));
    relational r(q_.query, q_.types);
    r.stand_for(touching(), change);
    r.share({now, change});
    name_touched(r, r.named(change));
    auto stored = stored_rows();
    if (store_.keyed) { return apply::replaced_rows(r, r.unweighted(now), stored, store_); }
    stored.weight = sql::build("(-1)::bigint");
    return apply::bag(r, r.united({r.unweighted(now), stored}, store_.types), store_);
}

void partition_strategy::name_touched(relational& r, const block& change) const {
    block keys = change;
    keys.weight = {};
    keys.columns.clear();
    for (const auto& column : detail::key_texts(top_.partition, change)) {
        keys.columns.push_back({column, false});
    }
    keys = r.closed(keys); // so that GROUP BY meets columns, not constants
    auto const columns = keys.texts();
    std::vector<sql::text> list{columns.empty() ? sql::build("1 AS id")
                                                : sql::build("{} AS id", partition_hash(columns))};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        list.push_back(sql::build("{} AS {}", columns[i], column_name(i)));
    }
    auto const once =
        columns.empty() ? sql::build(" LIMIT 1") : sql::build(" GROUP BY {}", sql::join(columns, ", "));
    r.with(sql::build("touched"), sql::build("{}{}", select_list(keys, list), once));
}

block partition_strategy::stored_rows() const {
    block rows;
    rows.from = {sql::build("touched"), sql::build("{} AS s", store_.table())};
    auto const stored = store_.texts("s");
    for (const auto& column : stored) { rows.columns.push_back({column, true}); }
    auto const touched = [](std::size_t i) { return sql::build("touched.{}", column_name(i)); };
    bool const by_hash = looked_up_ && !std::ranges::contains(partition_, *looked_up_);
    if (by_hash) {
        rows.where.push_back(sql::build("{} OPERATOR(pg_catalog.=) touched.id", stored[*looked_up_]));
    }
    for (std::size_t i = 0; i < partition_.size(); ++i) {
        rows.where.push_back(same(store_.types[partition_[i]], stored[partition_[i]], touched(i)));
    }
    return rows;
}

} // namespace pgt::lower
