/// `cut`: a node of a query at which its circuit is cut into stages.
#pragma once

#include <pgt/circuit/functions.hpp>

#include <string>

namespace pgt::stage {

/// The rows of `node` are stored as a state of the stream table.
struct cut {
    circuit node;
    std::string reason; ///< for people: why it is worth it
};

} // namespace pgt::stage
