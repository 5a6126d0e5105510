/// `definition`: a stream table as planning sees it.
#pragma once

#include <pgt/schedule/rule.hpp>
#include <pgt/schedule/tier.hpp>

#include <cstdint>
#include <vector>

namespace pgt::schedule {

/// Identifies a table, as the server does.
using relation_id = std::uint32_t;

/// When a diamond is due: when any of its tables is, or when all are.
enum class diamond_policy : std::uint8_t { fastest, slowest };

struct definition {
    std::int64_t id = 0;
    relation_id relation = 0;
    std::vector<relation_id> reads; ///< other stream tables among them
    rule when;
    bool has_capture = true; ///< false: changes of its sources are not captured: only recomputing shows them
    bool is_atomic = true;   ///< diamonds that end here are refreshed as one
    diamond_policy policy = diamond_policy::fastest;
    int stretch = 1; ///< factor on its schedule, if that is a duration
    service_class service = service_class::standard;
    int refresh_group = 0; ///< tables of one group are refreshed as one; 0: it is in none
};

} // namespace pgt::schedule
