#include "catalog/last_upkeep.hpp"

#include "pg/access/catalog_table.hpp"
#include "pg/access/lock.hpp"
#include "pg/access/rollbacks.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <unordered_map>
#include <vector>

namespace pgt::ext {
namespace {

constexpr std::size_t writer_column = 0;
constexpr std::size_t id_column = 1;
/// The number of the transaction; negative after `upkeep_kind::computed`.
constexpr std::size_t transaction_column = 2;

/// The row of this session for a stream table.
std::int64_t writer_of(std::int64_t id) {
    constexpr std::int64_t places = 1 << 20; // more than the server has
    return id * places + pg::place_of_session();
}

pg::catalog_layout& layout() {
    static auto& columns =
        *new pg::catalog_layout("pgtrickle_catalog", "pgt_upkeep", {"writer", "pgt_id", "transaction"});
    return columns;
}

std::optional<pg::catalog_row> row_of(const pg::catalog_table& table, std::int64_t writer) {
    return table.find_one(writer_column, static_cast<pg::datum>(writer), pg::snapshot::latest());
}

pg::assignment set(std::size_t column, std::int64_t value) {
    return {.column = column, .value = pg::nullable_value<std::int64_t>::to(value)};
}

/// Only this session writes its row, unless another one had its place in a prepared transaction, for which this waits.
void write(std::int64_t id, std::int64_t transaction) {
    const pg::catalog_table table(layout(), pg::lock_mode::row_exclusive);
    const std::int64_t writer = writer_of(id);
    for (;;) {
        const std::optional<pg::catalog_row> before = row_of(table, writer);
        if (!before) {
            return table.insert(std::array{set(writer_column, writer), set(id_column, id),
                                           set(transaction_column, transaction)});
        }
        const auto noted = before->get<std::int64_t>(transaction_column);
        if (noted == transaction || noted == -std::abs(transaction)) { return; }
        if (table.try_update(writer_column, *before, std::array{set(transaction_column, transaction)})) {
            return;
        }
    }
}

/// What this session has noted of one stream table.
struct noted_upkeep {
    std::int64_t transaction = 0;  ///< as in the row
    std::uint64_t rolled_back = 0; ///< `rolled_back_subtransactions` at that time
};

/// Only the notes of the last transaction.
struct noted_upkeeps {
    std::uint64_t transaction = 0;
    pg::oid table = pg::no_oid; ///< another one where the extension was created again
    std::unordered_map<std::int64_t, noted_upkeep> by_id;
};

noted_upkeeps& noted_in(std::uint64_t transaction) {
    static auto& all = *new noted_upkeeps;
    const pg::oid table = layout().relation();
    if (all.transaction != transaction || all.table != table) {
        all = {.transaction = transaction, .table = table, .by_id = {}};
    }
    return all;
}

} // namespace

void note_upkeep(std::int64_t id, upkeep_kind kind) {
    const std::uint64_t own = pg::number_of_transaction();
    const bool is_computed = kind == upkeep_kind::computed && pg::has_one_snapshot();
    const auto computed = -static_cast<std::int64_t>(own);
    const std::int64_t wanted = is_computed ? computed : -computed;
    const std::uint64_t rolled_back = pg::rolled_back_subtransactions();
    noted_upkeep& last = noted_in(own).by_id[id];
    const bool is_noted = last.transaction == wanted || last.transaction == computed;
    if (is_noted && last.rolled_back == rolled_back) { return; }
    write(id, wanted);
    // Rolled back together with the row: the number of rollbacks is another one then.
    last = {.transaction = wanted, .rolled_back = rolled_back};
}

bool sees_last_upkeep(std::int64_t id, const pg::snapshot& under) {
    const pg::catalog_table table(layout(), pg::lock_mode::access_share);
    const pg::snapshot_bounds seen = under.bounds();
    const auto is_seen = [&seen](const pg::catalog_row& row) {
        const auto last = row.get<std::int64_t>(transaction_column);
        const auto transaction = static_cast<std::uint64_t>(std::abs(last));
        return transaction == seen.own ? last > 0 : seen.includes(transaction);
    };
    return std::ranges::all_of(table.find(id_column, static_cast<pg::datum>(id), pg::snapshot::latest()),
                               is_seen);
}

} // namespace pgt::ext
