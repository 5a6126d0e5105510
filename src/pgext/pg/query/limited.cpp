#include "pg/query/limited.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <nodes/parsenodes.h>
#include <nodes/primnodes.h>
#include <optimizer/optimizer.h>
}

namespace pgt::pg {

bool is_limited(const analysed_query& query) { return query.tree->limitCount != nullptr; }

std::optional<std::int64_t> limit_of(const analysed_query& query) {
    if (!is_limited(query)) return std::nullopt;
    const Node* const value =
        call([&query] { return eval_const_expressions(nullptr, query.tree->limitCount); });
    if (!IsA(value, Const)) return std::nullopt;
    const auto* const constant = reinterpret_cast<const Const*>(value);
    if (constant->constisnull) return std::nullopt;
    return DatumGetInt64(constant->constvalue);
}

} // namespace pgt::pg
