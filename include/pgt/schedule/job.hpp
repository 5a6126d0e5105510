/// `refresh_job`: a refresh as a value, which an executor runs.
#pragma once

#include <pgt/schedule/diamond.hpp>
#include <pgt/schedule/initiator.hpp>
#include <pgt/schedule/tier.hpp>
#include <pgt/schedule/time.hpp>

namespace pgt::schedule {

struct refresh_job {
    group tables; ///< refreshed in one transaction, in this order
    initiator by = initiator::scheduler;
    time_point round; ///< the round that it was planned in
    service_class service =
        service_class::standard; ///< the best one of its tables, or a better one if it has waited
    bool has_waited = false;     ///< so long that it counts as one of a better class
};

} // namespace pgt::schedule
