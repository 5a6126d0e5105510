/// From how many changes on a stream table is recomputed.
#include "catalog/store.hpp"
#include "definition/prepared.hpp"
#include "definition/scope.hpp"
#include "pg/value/function.hpp"
#include "refresh/decide.hpp"

#include <optional>
#include <string>

namespace {

using namespace pgt;
using namespace pgt::ext;

/// Nothing for a table that is not maintained by pending changes.
std::optional<double> st_auto_threshold(const std::string& name) {
    const stream_table table = require_readable_stream_table(name);
    if (table.mode != refresh_mode::differential) { return std::nullopt; }
    const owner_scope scope(table);
    return threshold_of(table, *prepare(table));
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_st_auto_threshold, st_auto_threshold);
