/// The triggers that capture changes of sources.
#include "pg/capture/source_triggers.hpp"
#include "capture/capture_method.hpp"
#include "pg/value/function.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

/// The source, the table that should have the trigger, and what `pg::trigger_state` says.
using trigger_row = std::tuple<pg::oid, pg::oid, std::string, bool, bool, bool>;

void append(std::vector<trigger_row>& rows, const source& of, const capture_method& method,
            pg::trigger_set set) {
    for (const pg::oid table : method.tables(of.relation)) {
        for (const auto& one : pg::trigger_states(set, table, of.relation)) {
            rows.emplace_back(of.relation, table, one.name, one.on_truncate, one.present, one.enabled);
        }
    }
}

std::vector<trigger_row> capture_triggers() {
    std::vector<trigger_row> rows;
    for (const source& of : sources_captured_by(capture_kind::triggers)) {
        append(rows, of, method_of(of.capture), capturing_set(of.relation));
    }
    for (const source& of : immediate_sources()) {
        append(rows, of, immediate_method(), pg::trigger_set::upkeep);
    }
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_capture_triggers, capture_triggers);
