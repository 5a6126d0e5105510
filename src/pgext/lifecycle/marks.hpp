/// What a stream table in mode FULL needs to know of its sources.
#pragma once

#include "catalog/source.hpp"
#include "pg/query/analysis.hpp"

#include <string>
#include <vector>

namespace pgt::ext {

/// Why a table in mode FULL may get out of date without a trigger on what it reads telling of it; empty if it cannot.
[[nodiscard]] std::string unmarkable(const pg::analysed_query& query, const std::vector<dependency>& reads,
                                     pg::oid owner);

/// Writes into `reads` what a table in mode FULL needs of each: notice of all but views, or nothing.
void choose_needs(const pg::analysed_query& query, std::vector<dependency>& reads, pg::oid owner);

} // namespace pgt::ext
