#include "catalog/alert.hpp"

#include "catalog/session.hpp"
#include "pg/boundary/report.hpp"

#include <format>
#include <string>

namespace pgt::ext {
namespace {

/// How much of the server's queue of notifications may be in use. Every role may fill it, and one that listens in an open transaction keeps it so; in a full one the commit of the
/// transaction that sends would fail, and with it the refresh that the alert is about.
constexpr double most_in_use = 0.9;

/// `alert` is JSON.
template <class... Parameter>
void notify(std::string_view event, const sql::text& alert, const Parameter&... parameters) {
    const catalog_session session;
    const auto sent = session.sql().run(
        sql::build("select pg_notify({}, ({})::text) where pg_notification_queue_usage() < {}",
                   sql::literal{"pgtrickle_alert"}, alert, sql::literal{std::to_string(most_in_use)}),
        {}, event, parameters...);
    if (sent.processed() > 0) { return; }
    pg::report(
        pg::severity::warning, std::format("alert \"{}\" is not sent", event),
        "The server's queue of notifications is almost full.",
        "See pg_notification_queue_usage(), and end the oldest transaction of a session that listens.");
}

} // namespace

void notify_alert(std::string_view event, const pg::relation_name& table, std::string_view key,
                  std::string_view about) {
    notify(event,
           sql::build("jsonb_build_object({}, $1, {}, $2, {}, $3, {}, $4)"
                      " || case when $5 = {} then {} else jsonb_build_object($5, $6) end",
                      sql::literal{"event"}, sql::literal{"pgt_schema"}, sql::literal{"pgt_name"},
                      sql::literal{"st"}, sql::literal{""}, sql::literal{"{}"}),
           table.schema, table.name, table.for_people(), key, about);
}

void notify_alert(std::string_view event) {
    notify(event, sql::build("jsonb_build_object({}, $1)", sql::literal{"event"}));
}

} // namespace pgt::ext
