/// Jobs and outcomes as bytes, for the shared memory between a scheduler and its workers.
#pragma once

#include "scheduler/executor.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace pgt::ext {

[[nodiscard]] std::vector<std::byte> message_of(const job_order& order);
[[nodiscard]] std::vector<std::byte> message_of(const job_outcome& outcome);

/// What the other side wrote with `message_of`.
[[nodiscard]] job_order read_order(std::span<const std::byte> message);
[[nodiscard]] job_outcome read_outcome(std::span<const std::byte> message);

} // namespace pgt::ext
