#include "catalog/last_upkeep.hpp"

#include "pg/access/catalog_table.hpp"
#include "pg/access/lock.hpp"
#include "pg/capture/last_writers.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <vector>

namespace pgt::ext {
namespace {

constexpr std::size_t writer_column = 0;
constexpr std::size_t id_column = 1;
/// The number of the transaction; older versions have written negative ones.
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
        if (table.try_update(writer_column, *before, std::array{set(transaction_column, transaction)})) {
            return;
        }
    }
}

} // namespace

void note_upkeep(std::int64_t id, upkeep_kind kind) {
    pg::note_write(id, kind == upkeep_kind::computed && pg::has_one_snapshot());
}

void store_upkeep(std::int64_t id) { write(id, static_cast<std::int64_t>(pg::number_of_transaction())); }

bool sees_last_upkeep(std::int64_t id, const pg::snapshot& under) {
    const pg::snapshot_bounds seen = under.bounds();
    if (!pg::sees_last_writers(id, seen)) { return false; }
    const pg::catalog_table table(layout(), pg::lock_mode::access_share);
    const auto is_seen = [&seen](const pg::catalog_row& row) {
        const auto last = std::abs(row.get<std::int64_t>(transaction_column));
        return seen.includes(static_cast<std::uint64_t>(last));
    };
    return std::ranges::all_of(table.find(id_column, static_cast<pg::datum>(id), pg::snapshot::latest()),
                               is_seen);
}

} // namespace pgt::ext
