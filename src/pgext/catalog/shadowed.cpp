#include "catalog/shadowed.hpp"

#include "catalog/session.hpp"
#include "pg/access/catalog_table.hpp"
#include "pg/access/snapshot.hpp"

namespace pgt::ext {

bool is_shadowed(std::int64_t table) {
    static auto& layout = *new pg::catalog_layout("pgtrickle_catalog", "pgt_shadowed", {"pgt_id"});
    const pg::snapshot now = pg::snapshot::latest();
    const pg::catalog_table all(layout, pg::lock_mode::access_share);
    return !all.find(0, static_cast<pg::datum>(table), now).empty();
}

void set_shadowed(std::int64_t table, bool shadowed) {
    const catalog_session session;
    session.sql().run(shadowed ? sql::build("insert into pgtrickle_catalog.pgt_shadowed (pgt_id) values ($1)"
                                            " on conflict do nothing")
                               : sql::build("delete from pgtrickle_catalog.pgt_shadowed where pgt_id = $1"),
                      {}, table);
}

} // namespace pgt::ext
