/// What writers have paid for a stream table in mode IMMEDIATE.
#include "pg/value/function.hpp"
#include "pg/worker/upkeep_statistics.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;

using upkeep_row = std::tuple<std::string, std::int64_t, double>;

constexpr double microseconds_in_ms = 1000;

/// A row for each kind of statements that there were.
std::vector<upkeep_row> upkeep_counts(pg::oid stream_table) {
    std::vector<upkeep_row> rows;
    const auto counts = pg::find_upkeep_counts(stream_table);
    for (std::size_t i = 0; counts && i < pg::write_kind_names.size(); ++i) {
        const pg::upkeep_count& one = counts->by_kind[i];
        if (one.calls == 0) { continue; }
        rows.emplace_back(pg::write_kind_names[i], one.calls,
                          static_cast<double>(one.microseconds) / microseconds_in_ms);
    }
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_upkeep_counts, upkeep_counts);
