/// What comparisons of stream tables with their queries have found: pgtrickle_catalog.pgt_audits.
#pragma once

#include "catalog/history.hpp"

#include <cstdint>
#include <optional>

namespace pgt::ext {

/// A comparison of a stream table with its query.
struct audit_record {
    std::int64_t missing = 0;
    std::int64_t surplus = 0;
    std::int64_t of_states = 0;
    bool was_repaired = false;
    double ms = 0;
    initiator by = initiator::manual;

    [[nodiscard]] bool is_equal() const { return missing == 0 && surplus == 0 && of_states == 0; }
};

/// Keeps it as the last one of a stream table.
void record_audit(std::int64_t id, const audit_record& done);

/// The stream table whose turn it is to be compared after that with this id: they take turns by their ids. Those that are maintained by
/// changes without trouble, and whose full computation does not take long.
struct audit_turn {
    std::int64_t id = 0;
    pg::oid relation = pg::no_oid;
};
[[nodiscard]] std::optional<audit_turn> next_to_audit(std::int64_t after);

} // namespace pgt::ext
