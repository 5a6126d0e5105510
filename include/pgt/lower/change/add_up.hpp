/// `adding_up`: changes whose rows come in many ways are added up before they are joined with more.
///
///     join(d, b) = join(support(d), b)
///
/// Where both sides of a join change, the same row comes by each side, and once more, with the opposite sign, by both: of three rows one
/// is left.  Nothing takes the others away until the end, so a join of n changed relations, as one table joined with itself n
/// times, would have 2^n of each.  Added up after every few joins, there are as many as there are changes.
///
/// `support` is the identity of Z-sets, so this changes no result.
#pragma once

#include <pgt/circuit/by_circuit.hpp>

#include <cstdint>

namespace pgt::lower {

class piece;

class adding_up {
  public:
    circuit operator()(const circuit& c);

  private:
    /// In how many ways a row may come, at most; not more than `many`.
    std::uint64_t ways(const circuit& c);
    std::uint64_t ways_of(const piece& p);
    circuit rebuilt(const circuit& c);

    by_circuit<circuit> done_;
    by_circuit<std::uint64_t> ways_;
};

} // namespace pgt::lower
