#include "lifecycle/audit_piece.hpp"

#include "catalog/audit.hpp"
#include "catalog/stream_table_lock.hpp"
#include "definition/scope.hpp"
#include "lifecycle/refresh_stream_table.hpp"
#include "lifecycle/row_limit.hpp"
#include "lifecycle/verify_stream_table.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/error_context.hpp"
#include "pg/boundary/query_error.hpp"
#include "pg/value/clock.hpp"
#include "pg/value/function.hpp"
#include "refresh/guard.hpp"
#include "refresh/record_comparison.hpp"
#include "refresh/refresh.hpp"
#include "settings/report_settings.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

constexpr std::int64_t first_rows = 10000;
constexpr std::int64_t fewest_rows = 100;
constexpr std::int64_t most_rows = 1'000'000'000;
/// A piece may have to read all of the sources: more pieces than this would do so too often.
constexpr std::int64_t most_pieces = 64;

audit_round round_of(const stream_table& table) {
    const auto found = find_audit_round(table.id);
    if (found && found->generation == table.generation) { return *found; }
    audit_round fresh;
    fresh.generation = table.generation;
    fresh.started = pg::now();
    fresh.piece_rows = found ? found->piece_rows : first_rows;
    return fresh;
}

/// As many rows as will take the time that a piece may, as far as that depends on them.
std::int64_t adapted(std::int64_t rows, double ms, std::int64_t all) {
    const double factor = std::clamp(settings::audit_piece_ms() / std::max(ms, 0.01), 0.25, 4.0);
    const std::int64_t least = std::max(fewest_rows, all / most_pieces);
    return std::clamp(static_cast<std::int64_t>(static_cast<double>(rows) * factor), least, most_rows);
}

/// Returns whether the piece was the last one.
bool advance(audit_round& round, const compared_piece& done) {
    ++round.pieces;
    round.rows += done.rows;
    round.missing += done.found.missing;
    round.surplus += done.found.surplus;
    round.of_states += done.found.of_states;
    round.ms += done.found.ms;
    round.last_ms = done.found.ms;
    round.to = done.to;
    if (!done.to) { ++round.stage; }
    return round.stage == static_cast<std::int32_t>(done.stages);
}

void record(const stream_table& table, const audit_round& round, const compared_piece& done, bool is_last,
            initiator by) {
    if (!done.found.is_equal()) { keep_differences(table, done.found); }
    if (is_last || !done.found.is_equal()) {
        record_audit(table.id, {.missing = round.missing,
                                .surplus = round.surplus,
                                .of_states = round.of_states,
                                .was_repaired = false,
                                .ms = round.ms,
                                .by = by,
                                .since = round.started,
                                .is_complete = is_last});
    }
    if (!is_last) { return write_audit_round(table.id, round); }
    forget_differences(table.id, round.started);
    forget_audit_round(table.id);
}

audited_piece audit(stream_table& table, std::optional<std::int64_t> rows, initiator by) {
    audit_round round = round_of(table);
    const piece wanted{.stage = static_cast<std::size_t>(round.stage),
                       .after = round.to,
                       .rows = rows.value_or(round.piece_rows)};
    auto compared = verify_piece(table, wanted, differences_to_keep, by);
    if (!compared) { throw has_to_be_recomputed(table, compared.error()); }
    round.generation = table.generation;
    const bool is_last = advance(round, *compared);
    if (!rows) {
        round.piece_rows =
            adapted(wanted.rows, compared->found.ms, pg::estimated_rows(compared->relation_id));
    }
    record(table, round, *compared, is_last, by);
    return {.compared = std::move(*compared), .from = wanted.after, .is_last = is_last};
}

using row = std::tuple<std::string, std::optional<std::int64_t>, std::optional<std::int64_t>, std::int64_t,
                       std::int64_t, std::int64_t, bool>;

std::vector<row> audit_piece(const std::string& name, std::int64_t max_rows) {
    pg::refuse_on_standby("verify stream tables");
    (void)require_max_rows(max_rows, 1, "It is the largest number of rows to compare.");
    const stream_table table = lock_maintained_stream_table(name, if_locked::wait).value();
    check_may_be_refreshed(table);
    const audited_piece done = audit_next_piece(table, max_rows, initiator::manual);
    const comparison& found = done.compared.found;
    const bool is_state = found.of_states > 0;
    return {{done.compared.relation, done.from, done.compared.to, done.compared.rows,
             is_state ? done.compared.missing : found.missing,
             is_state ? done.compared.surplus : found.surplus, done.is_last}};
}

} // namespace

audited_piece audit_next_piece(stream_table table, std::optional<std::int64_t> rows, initiator by) {
    const refresh_guard guard(table);
    try {
        check_can_differ(table);
        return audit(table, rows, by);
    } catch (const user_error& failed) {
        const pg::error_context context(context_of(table));
        pg::throw_in_context(failed);
    }
}

} // namespace pgt::ext

PGT_SQL_FUNCTION(pgtrickle_audit_piece, pgt::ext::audit_piece);
