/// What comparisons of stream tables with their queries have found: pgtrickle_catalog.pgt_audits and its like.
#pragma once

#include "catalog/history.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace pgt::ext {

/// A comparison of a stream table with its query.
struct audit_record {
    std::int64_t missing = 0;
    std::int64_t surplus = 0;
    std::int64_t of_states = 0;
    bool was_repaired = false;
    double ms = 0;
    initiator by = initiator::manual;
    std::optional<pg::moment> since =
        {};                  ///< when its first piece was compared; nothing: it was compared at once
    bool is_complete = true; ///< else there are pieces that were not compared

    [[nodiscard]] bool is_equal() const { return missing == 0 && surplus == 0 && of_states == 0; }
};

/// Keeps it as the last one of a stream table. What is equal or repaired has no known differences any more.
void record_audit(std::int64_t id, const audit_record& done);

/// A row that was found to differ.
struct audit_difference {
    std::string relation;
    bool is_missing = false;
    std::string contents; ///< JSON
};
/// Keeps some: as long as there are fewer than 100 of the stream table.
void record_differences(std::int64_t id, std::span<const audit_difference> found);

/// Forgets those that were found before.
void forget_differences(std::int64_t id, pg::moment before);

/// A comparison by pieces that is under way.
struct audit_round {
    std::int64_t generation = 0; ///< of the stream table, when it began
    pg::moment started{};
    std::int32_t stage = 0;
    std::optional<std::int64_t> to; ///< the row id up to which the stage was compared
    std::int64_t piece_rows = 0;    ///< of the next piece
    std::int32_t pieces = 0;
    std::int64_t rows = 0;
    std::int64_t missing = 0;
    std::int64_t surplus = 0;
    std::int64_t of_states = 0;
    double ms = 0;
    double last_ms = 0; ///< of the last piece
};
[[nodiscard]] std::optional<audit_round> find_audit_round(std::int64_t id);
void write_audit_round(std::int64_t id, const audit_round& round);
void forget_audit_round(std::int64_t id);

/// The stream table whose turn it is to be compared after that with this id: they take turns by their ids. Those that are maintained by
/// changes without trouble. Where a piece has taken more than 10 seconds the next one has its turn after a day.
struct audit_turn {
    std::int64_t id = 0;
    pg::oid relation = pg::no_oid;
    bool by_pieces = false; ///< to compute or to compare all of it takes more than `piece_ms`
};
[[nodiscard]] std::optional<audit_turn> next_to_audit(std::int64_t after, std::int32_t piece_ms);

} // namespace pgt::ext
