#include "catalog/canaries.hpp"

#include "catalog/session.hpp"

namespace pgt::ext {

std::optional<pg::oid> canary_of(std::int64_t table) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select t.pgt_relid::oid from pgtrickle_catalog.pgt_canaries as c"
                        " join pgtrickle_catalog.pgt_stream_tables as t on t.pgt_id = c.canary_id"
                        " where c.pgt_id = $1"),
             {}, table)
        .value<pg::oid>();
}

bool is_canary(std::int64_t table) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select exists(select from pgtrickle_catalog.pgt_canaries where canary_id = $1)"), {},
             table)
        .value<bool>()
        .value();
}

void insert_canary(std::int64_t table, std::int64_t canary) {
    const catalog_session session;
    session.sql().run(sql::build("insert into pgtrickle_catalog.pgt_canaries (pgt_id, canary_id, created_at)"
                                 " values ($1, $2, now())"),
                      {}, table, canary);
}

std::string qualified_query_of(pg::oid table) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select pgtrickle.qualified_query($1)"), {}, table)
        .value<std::string>()
        .value();
}

} // namespace pgt::ext
