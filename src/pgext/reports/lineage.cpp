/// From which columns the columns of stream tables come.
#include "pg/query/lineage.hpp"
#include "catalog/store.hpp"
#include "pg/access/lookup.hpp"
#include "pg/value/function.hpp"

#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

using lineage_row = std::tuple<std::optional<std::string>, pg::oid, std::string, std::string>;

/// No rows where the relation is no stream table, or the caller may not see its definition.
std::vector<lineage_row> column_lineage(pg::oid relation) {
    const auto table = find_stream_table(relation);
    if (!table || !pg::may_see_statistics(relation)) { return {}; }
    std::vector<lineage_row> rows;
    for (pg::lineage& one : pg::lineage_of(table->definition)) {
        rows.emplace_back(std::move(one.output), one.relation, std::move(one.column),
                          std::move(one.transform));
    }
    return rows;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_column_lineage, column_lineage);
