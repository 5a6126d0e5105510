#include <pgt/lower/store/strategy/partitions.hpp>

#include <pgt/error.hpp>
#include <pgt/lower/facts/column_types.hpp>
#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/facts/unique_key.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/sql/match.hpp>
#include <pgt/lower/store/apply/replaced_rows.hpp>
#include <pgt/lower/store/apply/rows.hpp>

#include <dbsp/operator/restrict.hpp>

#include <algorithm>
#include <utility>

namespace pgt::lower {

namespace {

/// So many columns are hashed at most; all of them are compared.
constexpr std::size_t most_hashed = 100;

std::vector<sql::text> first_of(std::vector<sql::text> columns) {
    columns.resize(std::min(columns.size(), most_hashed));
    return columns;
}

/// The hash of columns as an expression over rows of this width.
expression hash_of(const std::vector<std::size_t>& columns) {
    auto const count = std::min(columns.size(), most_hashed);
    std::vector<sql::text> pieces{sql::build("CAST(pgtrickle.row_id(")};
    std::vector<expression> args;
    for (std::size_t i = 0; i < count; ++i) {
        args.push_back(expression::column(columns[i]));
        pieces.push_back(i + 1 < count ? sql::build(", ") : sql::build(") AS bigint)"));
    }
    return expression::call(operation::server, std::move(pieces), std::move(args));
}

/// The columns of a partition are stored.
void require_type_of_column(const column_type& column) {
    if (column.type.name.empty() || is_type_of_column(column.type)) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     "PARTITION BY a record cannot be maintained incrementally")
        .detail("The value has to be stored, but columns of tables cannot have its type.")
        .hint("Write its fields into PARTITION BY, or use refresh_mode => 'FULL'.");
}

/// Whether a column can be indexed as it is: a whole number that is never NULL.
bool is_own_hash(const column_type& column) {
    auto const& name = column.type.name;
    return !column.nullable && (name == "smallint" || name == "integer" || name == "bigint");
}

} // namespace

partition_strategy::partition_strategy(lowered_query& q, const sql::qname& target, windowed_query top)
    : strategy(q, target), top_(std::move(top)) {
    store_partition();
    store_key();
    store(circuit_of(top_, top_.in));
}

void partition_strategy::store_partition() {
    std::vector<std::size_t> columns;
    for (const auto& e : top_.partition.columns()) {
        columns.push_back(e.as_column().value());
        require_type_of_column(q_.types.of(top_.in).at(columns.back()));
        partition_.push_back(stored_at(top_.columns, columns.back(),
                                       protocol::key_column(partition_.size() + 1),
                                       "a column of PARTITION BY that the query does not show"));
    }
    if (columns.empty()) { return; }
    bool const by_itself = columns.size() == 1 && is_own_hash(q_.types.of(top_.in).at(columns.front()));
    looked_up_ = by_itself ? partition_.front()
                           : stored_hidden(top_.columns, hash_of(columns), protocol::partition_column,
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

sql::text partition_strategy::delta(const source_set& changed, bool /*net*/) {
    auto const change = q_.changes(top_.in, changed);
    auto const touched = dbsp::restrict(top_.in, change, top_.partition);
    auto const now = q_.pushed(circuit_of(top_, touched));
    relational r(q_.query, q_.types);
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
                                                : sql::build("{} AS id", row_id(first_of(columns)))};
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
