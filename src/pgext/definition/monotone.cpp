#include "definition/monotone.hpp"

#include "catalog/server_catalog.hpp"
#include "definition/definition.hpp"

#include <pgt/bind/bind.hpp>
#include <pgt/lower/facts/monotone.hpp>

namespace pgt::ext {

std::optional<std::string> why_not_monotone(const stream_table& table) {
    if (!pg::analysed_view(table.definition).clock.empty()) { return "a condition on the clock"; }
    const server_catalog catalog;
    return lower::non_monotone_part(bind::bind_query(read_definition(table.definition).query, catalog));
}

} // namespace pgt::ext
