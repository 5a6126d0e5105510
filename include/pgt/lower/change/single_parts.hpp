/// `single_parts`: parts of a circuit that are the same by their form become one part.
///
/// A subquery that is asked about several conditions, as `<> ALL` asks for NULLs and for values, is unnested for each of them. Its changes and its state are computed once where it is one part.
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace pgt::lower {

class single_parts {
  public:
    /// The same rows. Bodies of recursions stay as they are.
    circuit operator()(const circuit& c);

  private:
    circuit single(const circuit& c);

    /// Parts by their operator and their inputs, which are single.
    std::map<std::pair<std::string_view, std::vector<const void*>>, std::vector<circuit>> parts_;
    by_circuit<circuit> done_;
};

} // namespace pgt::lower
