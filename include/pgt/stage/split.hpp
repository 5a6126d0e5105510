/// `split`: a circuit cut at some of its nodes.
#pragma once

#include <pgt/circuit/functions.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace pgt::stage {

/// A node of the circuit that was cut.
struct cut_part {
    circuit node; ///< as it was
    circuit root; ///< the same over the leaves of earlier pieces
};

/// A circuit in pieces, each of which reads sources and earlier pieces only.
struct pieces {
    std::vector<cut_part> stored;
    circuit root;                  ///< what remains of the circuit, over the leaves of the stored pieces
    std::vector<cut_part> origins; ///< every node of the circuit
};

/// The leaf of a source or of a stored piece: the sources of the query come first.
[[nodiscard]] std::string name_of_input(std::size_t index);

/// Whether the rows of a node can be stored: it is not a leaf, and does not stand inside a recursion.
[[nodiscard]] bool can_be_cut(const circuit& node);

/// Cuts `root` at `nodes`, identified by their place in the graph.  The leaf of the stored piece `i` has the name
/// `name_of_input(inputs + i)`.  Nodes that `root` does not contain, and leaves, are no cuts.  `besides` are circuits over the same sources
/// that are stored, too: the last stored pieces.
/// Law: the pieces, evaluated one after the other, give what the circuit gives (tests/property/pgt/split.cpp).
[[nodiscard]] pieces split(const circuit& root, const std::vector<circuit>& nodes, std::size_t inputs,
                           const std::vector<circuit>& besides = {});

/// All nodes of a circuit outside the bodies of recursions, each once, inputs first.
[[nodiscard]] std::vector<circuit> nodes_of(const circuit& root);

} // namespace pgt::stage
