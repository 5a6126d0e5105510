#include "catalog/last_upkeep.hpp"

#include "pg/access/catalog_table.hpp"
#include "pg/access/lock.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
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

std::optional<std::int64_t> noted(const pg::catalog_table& table, std::int64_t writer) {
    const auto found = table.find(writer_column, static_cast<pg::datum>(writer), pg::snapshot::latest());
    if (found.empty()) { return std::nullopt; }
    return found.front().get<std::int64_t>(transaction_column);
}

pg::assignment set(std::size_t column, std::int64_t value) {
    return {.column = column, .value = pg::nullable_value<std::int64_t>::to(value)};
}

} // namespace

void note_upkeep(std::int64_t id, upkeep_kind kind) {
    const auto own = static_cast<std::int64_t>(pg::number_of_transaction());
    const bool is_computed = kind == upkeep_kind::computed && pg::has_one_snapshot();
    const std::int64_t wanted = is_computed ? -own : own;
    const pg::catalog_table table(layout(), pg::lock_mode::row_exclusive);
    const std::int64_t writer = writer_of(id);
    const std::optional<std::int64_t> before = noted(table, writer);
    if (before && (*before == wanted || *before == -own)) { return; }
    if (before) {
        table.update(writer_column, static_cast<pg::datum>(writer),
                     [wanted](const pg::catalog_row& /*before*/) {
                         return std::vector{set(transaction_column, wanted)};
                     });
    } else {
        table.insert(
            std::array{set(writer_column, writer), set(id_column, id), set(transaction_column, wanted)});
    }
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
