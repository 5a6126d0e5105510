#include "pg/ddl/partitions.hpp"

#include "pg/access/relation.hpp"
#include "pg/boundary/guard.hpp"

#include <cstdint>

extern "C" {
#include <catalog/namespace.h>
#include <catalog/partition.h>
#include <catalog/pg_class.h>
#include <catalog/pg_inherits.h>
#include <commands/defrem.h>
#include <utils/lsyscache.h>
#include <utils/partcache.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

bool is_partitioned(oid table) {
    return call([table] { return get_rel_relkind(table) == RELKIND_PARTITIONED_TABLE; });
}

} // namespace

std::optional<partition_key> partition_key_of(oid table) {
    if (!is_partitioned(table)) { return std::nullopt; }
    const relation open(table, lock_mode::access_share);
    const PartitionKeyData* const key = call([&open] { return RelationGetPartitionKey(open.get()); });
    partition_key found{.strategy = static_cast<partition_strategy>(key->strategy), .columns = {}};
    for (int i = 0; i < key->partnatts; ++i) {
        const AttrNumber column = key->partattrs[i];
        found.columns.emplace_back(
            column == 0 ? "" : NameStr(TupleDescAttr(open.get()->rd_att, column - 1)->attname));
    }
    return found;
}

std::vector<oid> partitions_of(oid table) {
    if (!is_partitioned(table)) { return {}; }
    const List* const found = call([table] { return find_inheritance_children(table, NoLock); });
    std::vector<oid> all;
    for (int i = 0; i < list_length(found); ++i) { all.push_back(list_nth_oid(found, i)); }
    return all;
}

oid default_partition_of(oid table) {
    return call([table] { return get_default_partition_oid(table); });
}

std::string free_relation_name(const std::string& schema, const std::string& name,
                               const std::string& appended) {
    return call([&]() -> const char* {
        const Oid of = get_namespace_oid(schema.c_str(), false);
        return ChooseRelationName(name.c_str(), nullptr, appended.c_str(), of, false);
    });
}

} // namespace pgt::pg
