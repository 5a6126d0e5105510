/// The indexes of stream tables that refreshes find rows by.
#pragma once

#include "catalog/stream_table.hpp"

#include <pgt/lower/plan.hpp>

namespace pgt::ext {

/// Notes which indexes the plan needs, so that DROP INDEX leaves them alone. The table and its definition have to be there.
void protect_indexes(const stream_table& table, const lower::plan& plan);

} // namespace pgt::ext
