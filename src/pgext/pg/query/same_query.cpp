#include "pg/query/same_query.hpp"

#include "pg/boundary/guard.hpp"
#include "pg/query/same_calls.hpp"

#include <algorithm>
#include <cstddef>

extern "C" {
#include <nodes/nodes.h>
#include <nodes/parsenodes.h>
#include <nodes/pg_list.h>
#include <nodes/primnodes.h>
}

namespace pgt::pg {
namespace {

bool are_equal(const void* one, const void* other) {
    return call([=] { return equal(one, other); });
}

/// The columns of the result, in their order.
std::vector<const TargetEntry*> shown(const Query* query) {
    std::vector<const TargetEntry*> all;
    for (int i = 0; i < list_length(query->targetList); ++i) {
        const auto* const one = static_cast<const TargetEntry*>(list_nth(query->targetList, i));
        if (!one->resjunk) { all.push_back(one); }
    }
    return all;
}

/// A copy, in the current memory context.
Query* without_names(const Query* query) {
    return call([=] {
        auto* const copy = static_cast<Query*>(copyObjectImpl(query));
        for (int i = 0; i < list_length(copy->targetList); ++i) {
            auto* const one = static_cast<TargetEntry*>(list_nth(copy->targetList, i));
            if (!one->resjunk) one->resname = nullptr;
        }
        return copy;
    });
}

bool has_column(const analysed_query& query, const std::string& name) {
    return std::ranges::contains(query.columns, name, &result_column::name);
}

/// The printed text says all that a query means.
bool is_printed_in_full(const analysed_query& query) {
    return query.unprintable.empty() && query.ambiguous.empty();
}

} // namespace

bool is_same_query(const analysed_query& one, const analysed_query& other) {
    if (are_equal(one.tree, other.tree)) { return true; }
    // Names of columns of a source, which may have changed, stand in the tree, too.
    return one.canonical == other.canonical && is_printed_in_full(one) && is_printed_in_full(other) &&
           call_the_same(one.tree, other.tree);
}

bool differs_in_names_only(const analysed_query& one, const analysed_query& other) {
    return are_equal(without_names(one.tree), without_names(other.tree));
}

std::vector<renamed_column> renamed_columns(const analysed_query& before, const analysed_query& now) {
    std::vector<renamed_column> found;
    // Expressions name columns by their places in these lists.
    if (!are_equal(before.tree->rtable, now.tree->rtable)) { return found; }
    const auto candidates = shown(before.tree);
    for (const TargetEntry* const one : shown(now.tree)) {
        if (has_column(before, one->resname)) { continue; }
        const auto same = std::ranges::find_if(candidates, [&](const TargetEntry* candidate) {
            return !has_column(now, candidate->resname) &&
                   !std::ranges::contains(found, std::string(candidate->resname), &renamed_column::from) &&
                   are_equal(candidate->expr, one->expr);
        });
        if (same != candidates.end()) { found.push_back({(*same)->resname, one->resname}); }
    }
    return found;
}

} // namespace pgt::pg
