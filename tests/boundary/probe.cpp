/// SQL functions that let tests reach what the extension itself calls only from C++.
#include "capture/capture.hpp"
#include "capture/capture_method.hpp"
#include "capture/consumers.hpp"
#include "pg/access/lock.hpp"
#include "pg/access/settings.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/query/spi.hpp"
#include "pg/value/function.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace {

using pgt::ext::frontier;
using pgt::pg::column_number;
using pgt::pg::oid;

std::vector<pgt::pg::wanted_column> wanted(oid source, const std::vector<column_number>& numbers) {
    std::vector<pgt::pg::wanted_column> result;
    for (const auto& column : pgt::pg::relation(source, pgt::pg::lock_mode::access_share).columns()) {
        if (std::ranges::contains(numbers, column.number)) {
            result.push_back({column.number, {column.name, column.type, column.modifier, column.collation}});
        }
    }
    return result;
}

const pgt::ext::capture_method& triggers() { return pgt::ext::method_of(pgt::ext::capture_kind::triggers); }

void ensure(oid source, const std::vector<column_number>& columns) {
    pgt::pg::lock(pgt::pg::lock_subject::buffer, source, pgt::pg::lock_mode::share);
    triggers().ensure({.relation = source, .columns = columns, .tables = {}});
}

void release(oid source, bool is_consumed) {
    pgt::pg::lock(pgt::pg::lock_subject::buffer, source, pgt::pg::lock_mode::exclusive);
    if (is_consumed) return pgt::ext::recomputed(source);
    triggers().release({.relation = source, .columns = {}, .tables = {}});
}

std::string now() { return pgt::ext::frontier_of(pgt::pg::snapshot::latest()).to_text(); }

/// Each change as text with its weight, in order; a TRUNCATE as a row of its own.
std::vector<std::tuple<std::string, std::int32_t>> read(oid source, const std::string& after,
                                                        const std::vector<column_number>& columns) {
    const auto snapshot = pgt::pg::snapshot::latest();
    const auto asked = wanted(source, columns);
    const auto seen = pgt::ext::read_changes(source, frontier::parse(after), snapshot,
                                             {.columns = asked, .name = "delta of it"});
    if (!seen.content.rows) return {};
    const pgt::pg::spi session;
    session.offer(*seen.content.rows);
    auto rows = session
                    .run(pgt::sql::build(
                        "select ({})::text, {} from {} as d order by 1, 2",
                        pgt::sql::join(asked, ", ",
                                       [](const auto& one) { return pgt::sql::qname{"d", one.as.name}; }),
                        pgt::sql::ident{pgt::pg::delta_store::weight_column},
                        pgt::sql::ident{seen.content.rows->name()}))
                    .all<std::string, std::int32_t>();
    if (seen.content.truncated) rows.emplace_back("TRUNCATE", 0);
    return rows;
}

bool has_changes(oid source, const std::string& after) {
    const frontier applied = frontier::parse(after);
    return pgt::ext::have_changes(source, std::span(&applied, 1), pgt::pg::snapshot::latest()).front();
}

std::int64_t dispose(oid source, const std::vector<std::string>& frontiers) {
    const auto snapshot = pgt::pg::snapshot::latest();
    const auto read = pgt::ext::read_changes(source, {}, snapshot, {});
    return static_cast<std::int64_t>(pgt::ext::dispose(read, pgt::ext::frontier_of(snapshot), [frontiers] {
        std::vector<frontier> parsed;
        for (const auto& text : frontiers) parsed.push_back(frontier::parse(text));
        return frontier::meet(parsed);
    }));
}

/// The number `n` of the source, which a consumer counts and adds up.
std::vector<pgt::pg::wanted_column> number_of(oid source) {
    const auto columns = pgt::pg::relation(source, pgt::pg::lock_mode::access_share).columns();
    return wanted(source, {std::ranges::find(columns, "n", &pgt::pg::column::name)->number});
}

frontier low_frontier() {
    const pgt::pg::spi session;
    const auto latest = pgt::pg::snapshot::latest();
    const auto rows =
        session.run(pgt::sql::build("select at from probe.consumer"), {.under = &latest, .read_only = true});
    std::vector<frontier> result;
    for (const auto& [text] : rows.all<std::string>()) result.push_back(frontier::parse(text));
    return frontier::meet(result);
}

/// Becomes a consumer: copies the current source.
void join(oid source, const std::string& name) {
    const auto columns = number_of(source);
    ensure(source, {columns.front().number});
    const auto snapshot = pgt::pg::snapshot::latest();
    const pgt::pg::relation table(source, pgt::pg::lock_mode::access_share);
    const pgt::pg::spi session;
    session.run(pgt::sql::build(
                    "insert into probe.consumer select {}, {}, count(n), coalesce(sum(n), 0) from {}",
                    pgt::sql::param{1}, pgt::sql::param{2}, pgt::sql::qname{table.schema(), table.name()}),
                {.under = &snapshot}, name, pgt::ext::frontier_of(snapshot).to_text());
}

/// Applies the pending changes, under one snapshot, and deletes those that all consumers have applied.
void advance(oid source, const std::string& name) {
    const pgt::pg::spi session;
    const auto at = session
                        .run(pgt::sql::build("select at from probe.consumer where name = {} for update",
                                             pgt::sql::param{1}),
                             {}, name)
                        .value<std::string>()
                        .value();
    const auto snapshot = pgt::pg::snapshot::latest();
    const auto number = number_of(source);
    const auto read =
        pgt::ext::read_changes(source, frontier::parse(at), snapshot, {.columns = number, .name = "delta"});
    if (!read.content.rows) return;
    session.offer(*read.content.rows);
    session.run(
        pgt::sql::build(
            "update probe.consumer as c set at = {}, rows = c.rows + change.rows, total = c.total + "
            "change.total"
            " from (select coalesce(sum(__pgt_weight), 0) as rows, coalesce(sum(n * __pgt_weight), 0) as "
            "total"
            " from delta) as change where name = {}",
            pgt::sql::param{2}, pgt::sql::param{1}),
        {}, name, pgt::ext::frontier_of(snapshot).to_text());
    pgt::ext::dispose(read, pgt::ext::frontier_of(snapshot), low_frontier);
}

/// The error of a statement after which work goes on; empty if there is none.
std::string error_of(const std::string& statement) {
    try {
        pgt::pg::subtransaction attempt;
        {
            const pgt::pg::spi session;
            session.run(pgt::sql::from_server(statement));
        }
        attempt.commit();
        return "";
    } catch (const pgt::pg::error& failed) {
        return std::format("{} {}|{}|{}", failed.sqlstate(), failed.what(), failed.detail(), failed.hint());
    }
}

void run(const std::string& statement) {
    const pgt::pg::spi session;
    session.run(pgt::sql::from_server(statement));
}

void fail(const std::string& how) {
    if (how == "user") {
        throw pgt::user_error(pgt::sqlstate::undefined_table, "no such table")
            .detail("Why.")
            .hint("What to do.");
    }
    if (how == "memory") throw std::bad_alloc();
    if (how == "standard") throw std::runtime_error("what() of it");
    throw 42;
}

std::vector<std::tuple<std::int64_t, std::optional<std::string>>> rows(std::int32_t count) {
    std::vector<std::tuple<std::int64_t, std::optional<std::string>>> result;
    for (std::int32_t i = 0; i < count; ++i) {
        result.emplace_back(i, i % 2 == 0 ? std::optional(std::to_string(i)) : std::nullopt);
    }
    return result;
}

std::string path(bool safe) {
    pgt::pg::local_settings settings;
    if (safe) settings.pin_language();
    const pgt::pg::spi session;
    return session.run(pgt::sql::from_server("select current_setting('search_path')"))
        .value<std::string>()
        .value();
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_probe_ensure, ensure);
PGT_SQL_FUNCTION(pgtrickle_probe_release, release);
PGT_SQL_FUNCTION(pgtrickle_probe_now, now);
PGT_SQL_FUNCTION(pgtrickle_probe_read, read);
PGT_SQL_FUNCTION(pgtrickle_probe_has_changes, has_changes);
PGT_SQL_FUNCTION(pgtrickle_probe_dispose, dispose);
PGT_SQL_FUNCTION(pgtrickle_probe_join, join);
PGT_SQL_FUNCTION(pgtrickle_probe_advance, advance);
PGT_SQL_FUNCTION(pgtrickle_probe_error_of, error_of);
PGT_SQL_FUNCTION(pgtrickle_probe_run, run);
PGT_SQL_FUNCTION(pgtrickle_probe_fail, fail);
PGT_SQL_FUNCTION(pgtrickle_probe_rows, rows);
PGT_SQL_FUNCTION(pgtrickle_probe_path, path);
