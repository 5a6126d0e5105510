/// `stored_type`: the type of our own columns that store values of a type.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <cstdint>
#include <string>

namespace pgt::pg {

struct stored_type {
    oid type = no_oid;
    std::int32_t modifier = -1;
    oid collation = no_oid;
    std::string name;           ///< with schema and modifier
    std::string collation_name; ///< with its schema; empty if it is the type's own

    bool operator==(const stored_type& other) const {
        return type == other.type && modifier == other.modifier && collation == other.collation;
    }
};

/// For the type with the SQL name `name`; for a domain, its base type. The checks of a domain are code of users and must not run here: the server would evaluate them for an added column, although no row could violate them. Throws `error` if there is no such type.
[[nodiscard]] stored_type stored_type_of(const std::string& name);

} // namespace pgt::pg
