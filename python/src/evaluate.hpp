/// `evaluate`: what a circuit means on whole tables, by the reference evaluator.
#pragma once

#include "value.hpp"

#include <map>
#include <string>

namespace pydbsp {

using tables = std::map<std::string, zset>;

/// The rows of a circuit over tables; one that is not among them is empty.  Computes everything anew.
[[nodiscard]] zset evaluate(const circuit& of, const tables& from);

} // namespace pydbsp
