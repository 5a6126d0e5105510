#include "lifecycle/indexes.hpp"

#include "pg/access/relation.hpp"
#include "pg/ddl/storage_facts.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace pgt::ext {
namespace {

std::vector<pg::column_number> numbers_of(const std::vector<pg::column>& columns,
                                          const std::vector<std::string>& names) {
    std::vector<pg::column_number> numbers;
    for (const std::string& name : names) {
        const auto found = std::ranges::find(columns, name, &pg::column::name);
        if (found != columns.end()) { numbers.push_back(found->number); }
    }
    return numbers;
}

} // namespace

void protect_indexes(const stream_table& table, const lower::plan& plan) {
    const pg::relation open(table.relation, pg::lock_mode::access_share);
    const std::vector<pg::column> columns = open.columns();
    for (const auto& names : plan.indexes) {
        const pg::oid index = pg::plain_index_on(open, numbers_of(columns, names));
        if (index != pg::no_oid) { pg::mark_as_needed(index, table.definition); }
    }
}

} // namespace pgt::ext
