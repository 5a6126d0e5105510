/// variable and import: the leaves of a recursive circuit.
#pragma once

#include <dbsp/wiring/node.hpp>

#include <cstdint>
#include <string>

namespace dbsp::op {

/// The previous iterate of the fixpoint with number `scope` and name `owner`: z^-1 of its body.
template <row_value Row, weight_ring W> struct variable {
    using algebra = leaf;
    using weight_type = W;
    template <class...> using output = Row;
    static constexpr const char* name = "variable";

    std::uint64_t scope;
    std::string owner = {}; // NOLINT(readability-redundant-member-init): so that it may be left out

    [[nodiscard]] const std::string& label() const { return owner; }
};

/// Input number `index` of the fixpoint, brought into its nested circuit.  As written by users it is the same at each
/// iteration, `I(delta0(input))`; differentiated over the iterations it is `delta0(input)`: there at the first, then zero.
template <row_value Row, weight_ring W> struct import {
    using algebra = leaf;
    using weight_type = W;
    template <class...> using output = Row;
    static constexpr const char* name = "import";

    std::uint64_t scope;
    std::size_t index;
    bool impulse = false;
    std::string owner = {}; // NOLINT(readability-redundant-member-init): so that it may be left out

    [[nodiscard]] std::string label() const {
        return (impulse ? "delta0 of input " : "input ") + std::to_string(index);
    }
};

} // namespace dbsp::op
