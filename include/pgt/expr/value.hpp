/// `value` and `row`: what circuits over SQL rows compute with in memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace pgt {

/// A SQL value, or NULL (the empty optional).  Enough types for the reference evaluator to check the lowering by; values of other
/// types exist only inside the server.
using value = std::optional<std::variant<bool, std::int64_t, std::string>>;

/// The columns of a row, by position.
using row = std::vector<value>;

} // namespace pgt
