#include "pg/access/oid_list.hpp"

extern "C" {
#include <postgres.h>

#include <nodes/pg_list.h>
}

namespace pgt::pg {

std::vector<oid> oids_in(const List* list) {
    std::vector<oid> all;
    for (int i = 0; i < list_length(list); ++i) all.push_back(list_nth_oid(list, i));
    return all;
}

} // namespace pgt::pg
