/// `stored_type`: as what values of a type are stored in columns of our own.
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

/// For the type that SQL calls `name`: of a domain, what it is a domain of. Its checks, which are code of users, are not for us: a
/// column that is added has no rows that could break them, but the server would ask. Throws `error` if there is no such type.
[[nodiscard]] stored_type stored_type_of(const std::string& name);

} // namespace pgt::pg
