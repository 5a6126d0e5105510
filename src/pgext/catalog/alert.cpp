#include "catalog/alert.hpp"

#include "catalog/session.hpp"

namespace pgt::ext {

void notify_alert(std::string_view event, const pg::relation_name& table, std::string_view key,
                  std::string_view about) {
    const catalog_session session;
    session.sql().run(sql::build("select pg_notify({}, (jsonb_build_object({}, $1, {}, $2, {}, $3, {}, $4)"
                                 " || case when $5 = {} then {} else jsonb_build_object($5, $6) end)::text)",
                                 sql::literal{"pgtrickle_alert"}, sql::literal{"event"},
                                 sql::literal{"pgt_schema"}, sql::literal{"pgt_name"}, sql::literal{"st"},
                                 sql::literal{""}, sql::literal{"{}"}),
                      {}, event, table.schema, table.name, table.for_people(), key, about);
}

void notify_alert(std::string_view event) {
    const catalog_session session;
    session.sql().run(sql::build("select pg_notify({}, jsonb_build_object({}, $1)::text)",
                                 sql::literal{"pgtrickle_alert"}, sql::literal{"event"}),
                      {}, event);
}

} // namespace pgt::ext
