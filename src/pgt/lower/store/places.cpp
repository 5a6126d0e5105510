#include <pgt/lower/store/places.hpp>

#include <pgt/error.hpp>

#include <algorithm>
#include <format>

namespace pgt::lower {

std::vector<std::size_t> places_of(const std::vector<std::string>& partitioned_by,
                                   const std::vector<std::string>& columns) {
    std::vector<std::size_t> places;
    for (const std::string& name : partitioned_by) {
        auto const found = std::ranges::find(columns, name);
        if (found == columns.end()) {
            throw user_error(sqlstate::invalid_parameter_value,
                             std::format("the query has no column \"{}\"", name))
                .detail("The stream table is partitioned by it.")
                .hint("Let the query show it, under this name.");
        }
        places.push_back(static_cast<std::size_t>(found - columns.begin()));
    }
    return places;
}

} // namespace pgt::lower
