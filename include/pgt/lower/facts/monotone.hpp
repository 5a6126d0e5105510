/// Whether more rows of the sources of a query can mean fewer rows of its result.
#pragma once

#include <pgt/bind/query.hpp>

#include <optional>
#include <string>

namespace pgt::lower {

/// What makes a query non-monotone, in the words of SQL; nothing: rows that are inserted into its sources never take rows away from its result.
[[nodiscard]] std::optional<std::string> non_monotone_part(const bind::query& query);

/// The same of a query whose result may lose or change rows where rows are inserted into its sources: as a set it may be monotone,
/// but the rows of its change are not only added.
[[nodiscard]] std::optional<std::string> non_appending_part(const bind::query& query);

} // namespace pgt::lower
