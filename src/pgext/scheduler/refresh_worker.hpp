/// `run_worker`: the main function of a refresh worker.
#pragma once

#include <cstdint>

namespace pgt::ext {

/// Connects to the database of the slot that `argument` names, runs the jobs that the scheduler there hands over, and ends when there
/// was none for a while, or when it is asked to.
[[noreturn]] void run_worker(std::int64_t argument);

} // namespace pgt::ext
