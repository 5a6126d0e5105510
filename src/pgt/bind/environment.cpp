#include "bind/environment.hpp"

#include "bind/refusal.hpp"

namespace pgt::bind::detail {

void refuse_in_bag_recursion(const place& where, const std::string& construct, int at) {
    if (where.body->is_set) { return; }
    throw not_incremental(construct + " in the recursive term of UNION ALL",
                          "It depends on all rows of one step.",
                          "Write UNION instead of UNION ALL, or use refresh_mode => 'FULL'.", at);
}

with_entry* find_with(const place& from, const std::string& name) {
    for (const auto* list = from.with; list != nullptr; list = list->outer) {
        // A WITH query of a name hides those of the same name further out.
        for (auto* entry : list->entries) {
            if (entry->query->name == name) { return entry; }
        }
    }
    return nullptr;
}

} // namespace pgt::bind::detail
