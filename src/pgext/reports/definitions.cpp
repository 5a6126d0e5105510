/// What the definitions of stream tables say, and whether their owners may still run them.
#include "capture/overview.hpp"
#include "catalog/source.hpp"
#include "catalog/store.hpp"
#include "definition/scope.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/settings.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/query/limited.hpp"
#include "pg/query/rights.hpp"
#include "pg/value/function.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

bool has_definition(const stream_table& table) { return pg::name_of_relation(table.definition).has_value(); }

void check_rights(const stream_table& table) {
    const owner_scope owner(table);
    pg::query_rights(pg::analysed_view(table.definition)).check();
}

/// Whether no concurrent session keeps the definition, or what it reads, locked. They are locked here until the subtransaction ends.
bool is_free(const stream_table& table) {
    const auto locked = [](pg::oid one) {
        return pg::relation::find_if_free(one, pg::lock_mode::access_share).has_value();
    };
    return locked(table.definition) &&
           std::ranges::all_of(dependencies_of(table.id), locked, &dependency::source);
}

/// Printing an analysed query locks what it reads, and reports wait for no lock: nothing is looked at where it is not free. What the
/// catalog does not list, such as a table of a catalog, is waited for a millisecond. Throws what `look` throws for another reason.
template <class Look> void without_waiting(const stream_table& table, const Look& look) {
    pg::local_settings impatient;
    impatient.begin();
    impatient.set("lock_timeout", "1ms");
    try {
        pg::subtransaction attempt;
        if (!is_free(table)) { return; }
        look();
        attempt.commit();
    } catch (const pg::error& why) {
        if (why.sqlstate() != sqlstate::lock_not_available) { throw; }
    }
}

/// The error that a refresh would report for lack of rights: the checks are those of the refresh. None while a concurrent session
/// keeps the relations of the query locked.
std::optional<std::string> refusal_of(const stream_table& table) {
    try {
        without_waiting(table, [&] { check_rights(table); });
    } catch (const std::exception& why) { return why.what(); }
    return std::nullopt;
}

using refusal_row = std::tuple<std::int64_t, std::string>;

std::vector<refusal_row> missing_rights() {
    std::vector<refusal_row> rows;
    for (const table_overview& one : load_overview()) {
        if (one.trouble || !pg::may_see_statistics(one.planned.relation)) { continue; }
        const auto table = find_stream_table(one.planned.relation);
        if (!table || !has_definition(*table)) { continue; }
        if (auto why = refusal_of(*table)) { rows.emplace_back(one.planned.id, *std::move(why)); }
    }
    return rows;
}

std::optional<bool> is_topk(pg::oid relation) {
    const auto table = find_stream_table(relation);
    if (!table || !pg::may_see_statistics(relation) || !has_definition(*table)) { return std::nullopt; }
    std::optional<bool> is_limited;
    without_waiting(*table, [&] { is_limited = pg::is_limited(pg::analysed_view(table->definition)); });
    return is_limited;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_missing_rights, missing_rights);
PGT_SQL_FUNCTION(pgtrickle_is_topk, is_topk);
