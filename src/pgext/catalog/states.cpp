#include "catalog/states.hpp"

#include "pg/access/relation.hpp"

#include <format>
#include <optional>

namespace pgt::ext {
namespace {

constexpr const char* state_schema = "pgtrickle_state";

} // namespace

pg::relation_name name_of_state(std::int64_t id, std::size_t number) {
    return {state_schema, std::format("state_{}_{}", id, number)};
}

std::vector<pg::oid> states_of(std::int64_t id) {
    std::vector<pg::oid> all;
    while (true) {
        const pg::relation_name name = name_of_state(id, all.size() + 1);
        const std::optional<pg::oid> found = pg::find_relation(name.schema, name.name);
        if (!found) { return all; }
        all.push_back(*found);
    }
}

bool is_state(pg::oid relation) {
    const auto name = pg::name_of_relation(relation);
    return name && name->schema == state_schema;
}

} // namespace pgt::ext
