/// Marks: what tells the scheduler that a source of a stream table in mode FULL has changed.
#pragma once

#include "catalog/store.hpp"
#include "pg/query/analysis.hpp"

#include <string>
#include <vector>

namespace pgt::ext {

/// Why a table in mode FULL may get out of date without any of what it reads telling of it; empty: it cannot, if all that it reads is marked.
[[nodiscard]] std::string unmarkable(const pg::analysed_query& query, const std::vector<dependency>& reads,
                                     pg::oid owner);

/// Notes in `reads` which are to be marked: all but views, or none.
void choose_marks(const pg::analysed_query& query, std::vector<dependency>& reads, pg::oid owner);

/// Puts the triggers on a table; waits for those who are writing to it, if there were none.
void ensure_marks(pg::oid source);
/// Has them fire as they should, those that are there and not disabled.
void mend_marks(pg::oid source);
/// Takes them off, unless a stream table needs them.
void release_marks(pg::oid source);

} // namespace pgt::ext
