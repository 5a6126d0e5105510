#include <pgt/lower/facts/reads_only_changes.hpp>

#include <pgt/lower/piece/leaf.hpp>

namespace pgt::lower {

bool reads_only_changes(const bind::query& query, const circuit& change) {
    leaf_search reads_contents([&query](const leaf& read) {
        return read.of != version::change && source_index(query, read.name).has_value();
    });
    return !reads_contents(change);
}

} // namespace pgt::lower
