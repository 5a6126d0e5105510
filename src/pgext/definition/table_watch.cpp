#include "definition/table_watch.hpp"

#include "catalog/states.hpp"
#include "catalog/store.hpp"
#include "pg/access/lock.hpp"
#include "pg/ddl/signature.hpp"
#include "pg/query/shared_plans.hpp"

#include <algorithm>
#include <format>
#include <utility>

namespace pgt::ext {
namespace {

/// The relations whose changed definition may change the statements.
std::vector<pg::oid> watched(const stream_table& table, const std::vector<dependency>& dependencies,
                             const std::vector<pg::oid>& states) {
    std::vector<pg::oid> relations{table.relation, table.definition};
    relations.insert(relations.end(), states.begin(), states.end());
    for (const dependency& one : dependencies) {
        relations.push_back(one.source);
        relations.insert(relations.end(), one.partitions.begin(), one.partitions.end());
    }
    return relations;
}

std::vector<pg::oid> read_by(const stream_table& table, const std::vector<dependency>& dependencies,
                             const std::vector<pg::oid>& states) {
    std::vector<pg::oid> relations{table.definition};
    relations.insert(relations.end(), states.begin(), states.end());
    for (const dependency& one : dependencies) { relations.push_back(one.source); }
    return pg::in_lock_order(std::move(relations));
}

/// The keys of the stream tables among some relations, which the catalog knows.
std::vector<std::vector<std::string>> keys_of(const std::vector<pg::oid>& relations) {
    std::vector<std::vector<std::string>> keys;
    for (const pg::oid one : relations) {
        if (const auto read = find_stream_table(one)) { keys.push_back(read->key_columns); }
    }
    return keys;
}

/// No role can choose definitions that have the signature of others: it begins with a secret.
std::uint64_t signature_of_all(const std::vector<pg::oid>& relations) {
    return pg::signature_of(relations, pg::secret_of_plans());
}

bool is_partitioned(const dependency& one) { return one.partitions.size() > 1; }

} // namespace

table_watch::table_watch(const stream_table& table) : table_watch(table, dependencies_of(table.id)) {}

table_watch::table_watch(const stream_table& table, const std::vector<dependency>& dependencies)
    : generation_(table.generation),
      states_(states_of(table.id)),
      reads_(read_by(table, dependencies, states_)),
      has_partitions_(std::ranges::any_of(dependencies, is_partitioned)),
      watch_(watched(table, dependencies, states_)),
      keys_(keys_of(reads_)),
      signature_(signature_of_all(watch_.relations())) {}

std::string table_watch::content() const {
    std::string text = std::format(" {:x}", signature_);
    for (const pg::oid one : watch_.relations()) { text += std::format(" {}", one); }
    for (const pg::oid one : reads_) { text += std::format(" reads {}", one); }
    for (const std::vector<std::string>& key : keys_) {
        text += " key";
        for (const std::string& column : key) { text += std::format(" {}:{}", column.size(), column); }
    }
    return text;
}

bool table_watch::is_still_current(const stream_table& table) {
    if (generation_ != table.generation) { return false; }
    watch_.rearm();
    return keys_of(reads_) == keys_ && signature_of_all(watch_.relations()) == signature_;
}

} // namespace pgt::ext
