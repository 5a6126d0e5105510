#include "pg/query/temporary_files.hpp"

#include "pg/boundary/server.hpp"

extern "C" {
#include <executor/instrument.h>
}

namespace pgt::pg {

std::int64_t temporary_blocks() noexcept { return pgBufferUsage.temp_blks_written; }

} // namespace pgt::pg
