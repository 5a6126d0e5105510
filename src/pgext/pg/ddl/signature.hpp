/// `signature_of`: what the definitions of relations amount to, for those who want to know whether they are still the same.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <cstdint>
#include <span>

namespace pgt::pg {

/// Another one if a relation has got another name, owner, columns, indexes, triggers, rules, rights, policies or place in a
/// hierarchy; the same if only its statistics or its rows have changed.
[[nodiscard]] std::uint64_t signature_of(std::span<const oid> relations);

} // namespace pgt::pg
