#include "catalog/sla.hpp"

#include "catalog/session.hpp"

namespace pgt::ext {

void record_breach(std::int64_t table, double late_ms) {
    const catalog_session session;
    session.sql().run(sql::build("insert into pgtrickle_catalog.pgt_sla_breaches (pgt_id, ended_at, late_ms)"
                                 " values ($1, clock_timestamp(), $2)"),
                      {}, table, late_ms);
}

void set_error_budget(std::int64_t table, std::optional<double> part) {
    const catalog_session session;
    session.sql().run(
        sql::build("update pgtrickle_catalog.pgt_stream_tables set error_budget = $2 where pgt_id = $1"), {},
        table, part);
}

std::uint64_t prune_breaches(std::int32_t days, std::int32_t most) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("delete from pgtrickle_catalog.pgt_sla_breaches where ctid in"
                        " (select ctid from pgtrickle_catalog.pgt_sla_breaches"
                        " where ended_at < now() - make_interval(days => $1) limit $2)"),
             {}, days, most)
        .processed();
}

} // namespace pgt::ext
