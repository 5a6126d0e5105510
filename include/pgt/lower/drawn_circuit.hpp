/// `drawn_circuit`: a circuit as people read it.
#pragma once

#include <string>

namespace pgt::lower {

/// A circuit for people, as an indented tree and as a Mermaid flow chart.
struct drawn_circuit {
    std::string text;
    std::string mermaid;
};

} // namespace pgt::lower
