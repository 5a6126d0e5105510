#include "refresh/not_additive.hpp"

#include "pg/value/function.hpp"

#include <pgt/error.hpp>

#include <cstdint>
#include <string>

namespace {

using namespace pgt;

std::int64_t raise_not_additive() {
    throw user_error(std::string(ext::not_additive),
                     "changes cannot be added to what is stored of a group, which has to be recomputed");
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_not_additive, raise_not_additive);
