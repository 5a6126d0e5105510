#include "lifecycle/drop.hpp"

#include "catalog/session.hpp"
#include "catalog/stream_table_lock.hpp"
#include "lifecycle/gone.hpp"
#include "lifecycle/sources.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/report.hpp"

#include <pgt/error.hpp>

#include <format>

namespace pgt::ext {
namespace {

void check_readers(const stream_table& table) {
    std::string names;
    for (const stream_table& reader : readers_of(table.relation)) {
        names += std::format("{}\"{}\"", names.empty() ? "" : ", ", reader.name.for_people());
    }
    if (names.empty()) { return; }
    throw user_error(sqlstate::dependent_objects_exist,
                     std::format("cannot drop stream table \"{}\" because other stream tables read it",
                                 table.name.for_people()))
        .detail(std::format("It is read by {}.", names))
        .hint("Drop those first, or pass cascade => true.");
}

} // namespace

void drop_stream_table(const std::string& written, bool cascade) {
    pg::refuse_on_standby("drop stream tables");
    pg::refuse_if_restricted("drop_stream_table()");
    if (const auto gone = find_gone(written)) {
        forget_gone(*gone);
        pg::report(pg::severity::notice,
                   std::format("the table of stream table \"{}\" was gone already", written));
        return;
    }
    const stream_table before = require_own_stream_table(written);
    if (is_in_transaction(before.mode)) { keep_writers_out(before); }
    const stream_table table = lock_own_stream_table(written);
    if (!cascade) { check_readers(table); }
    pg::local_settings settings;
    settings.pin_language();
    const pg::spi session;
    pg::crash_point("drop.begin");
    // The event trigger clears away what belongs to it.
    try {
        session.run(cascade ? sql::build("drop table {} cascade", table.name.sql())
                            : sql::build("drop table {}", table.name.sql()));
    } catch (const pg::error& failed) {
        if (failed.sqlstate() != sqlstate::dependent_objects_exist) { throw; }
        throw user_error(sqlstate::dependent_objects_exist, failed.what())
            .detail(std::string(failed.detail()))
            .hint("Drop those first, or pass cascade => true to drop them too.");
    }
    pg::crash_point("drop.end");
}

} // namespace pgt::ext
