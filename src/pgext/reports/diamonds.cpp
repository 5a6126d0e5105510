/// Which stream tables are refreshed together.
#include "capture/overview.hpp"
#include "pg/value/function.hpp"

#include <pgt/schedule/diamond.hpp>
#include <pgt/schedule/reachability.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

using diamond_row = std::tuple<std::int32_t, std::int64_t, bool, std::string>;

std::string policy_of(const schedule::group& members, const schedule::network& network) {
    const bool waits = std::ranges::any_of(
        members, [&](std::size_t one) { return network[one].policy == schedule::diamond_policy::slowest; });
    return waits ? "slowest" : "fastest";
}

/// Whether these tables are refreshed together because they read each other, and for no other reason.
bool is_cycle(schedule::group members, const schedule::graph& tables) {
    std::ranges::sort(members);
    return std::ranges::contains(tables.cycles(), members);
}

std::vector<diamond_row> diamonds() {
    const schedule::network network = network_of(load_overview());
    const schedule::reachability known(network.tables());
    std::vector<diamond_row> rows;
    std::int32_t number = 0;
    for (const schedule::group& members : network.groups()) {
        if (members.size() < 2 || is_cycle(members, network.tables())) { continue; }
        ++number;
        for (const std::size_t one : members) {
            rows.emplace_back(number, network[one].id, schedule::is_meeting(one, network.tables(), known),
                              policy_of(members, network));
        }
    }
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_diamonds, diamonds);
