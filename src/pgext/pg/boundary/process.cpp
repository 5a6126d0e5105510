#include "pg/boundary/process.hpp"

#include "pg/boundary/server.hpp"

namespace pgt::pg {

int number_of_process() noexcept { return MyProcPid; }

} // namespace pgt::pg
