/// `signature_of`: a hash of the definitions of relations, to find out whether they have changed.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <cstdint>
#include <span>

namespace pgt::pg {

/// It differs if a relation has another name, owner, columns, indexes, triggers, rules, privileges, policies or another position in a hierarchy; it is the same if only statistics or rows have changed.
[[nodiscard]] std::uint64_t signature_of(std::span<const oid> relations, std::uint64_t seed = 0);

} // namespace pgt::pg
