/// What the definitions of stream tables say, and whether their owners may still run them.
#include "capture/overview.hpp"
#include "catalog/store.hpp"
#include "definition/scope.hpp"
#include "pg/access/lookup.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/query/limited.hpp"
#include "pg/query/rights.hpp"
#include "pg/value/function.hpp"

#include <pgt/error.hpp>

#include <cstdint>
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
    pg::check_own_policies(table.relation);
    pg::query_rights(pg::analysed_view(table.definition)).check();
}

/// The error that a refresh would report for lack of rights: the checks are those of the refresh.
std::optional<std::string> refusal_of(const stream_table& table) {
    try {
        pg::subtransaction attempt;
        check_rights(table);
        attempt.commit();
    } catch (const pg::error& why) { return why.what(); } catch (const user_error& why) {
        return why.what();
    }
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
    return pg::is_limited(pg::analysed_view(table->definition));
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_missing_rights, missing_rights);
PGT_SQL_FUNCTION(pgtrickle_is_topk, is_topk);
