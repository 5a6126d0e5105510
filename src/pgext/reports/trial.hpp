/// `trial`: a stream table that does not come into being, to see how it would be maintained.
#pragma once

#include "catalog/stream_table.hpp"
#include "definition/definition.hpp"
#include "definition/recipe.hpp"
#include "pg/query/analysis.hpp"

#include <functional>
#include <string>

namespace pgt::ext {

/// What creation would have made of a query, up to the capture of its sources.
struct trial {
    const pg::analysed_query& query;
    const definition& kept;
    const recipe& how;
};

/// Analyses a query exactly as `create_stream_table` does, with the rights of the caller, makes its empty tables, and calls `look` under the rights and
/// settings of refreshes. All that was made is rolled back. Throws what creation throws. No source is captured, so that no
/// writer waits.
void try_query(const std::string& query, refresh_mode mode, const std::function<void(const trial&)>& look);

} // namespace pgt::ext
