#include "catalog/cycles.hpp"

#include "catalog/session.hpp"
#include "catalog/store.hpp"
#include "pg/worker/change_notes.hpp"

#include <utility>

namespace pgt::ext {

std::vector<stream_table> members_of_cycle(std::int32_t cycle) {
    std::vector<stream_table> members = all_stream_tables();
    std::erase_if(members, [cycle](const stream_table& one) { return one.cycle != cycle; });
    return members;
}

void write_cycle(std::int64_t table, std::optional<std::int32_t> cycle) {
    pg::note_definitions();
    const catalog_session session;
    session.sql().run(sql::build("update pgtrickle_catalog.pgt_stream_tables set scc_id = $2,"
                                 " last_fixpoint_iterations = null, last_converged_at = null"
                                 " where pgt_id = $1"),
                      {}, table, cycle);
}

void note_converged(std::int32_t cycle, std::int32_t rounds) {
    const catalog_session session;
    session.sql().run(sql::build("update pgtrickle_catalog.pgt_stream_tables set"
                                 " last_fixpoint_iterations = $2, last_converged_at = clock_timestamp()"
                                 " where scc_id = $1"),
                      {}, cycle, rounds);
}

} // namespace pgt::ext
