/// `ways`: in how many ways a row of a change may come.
///
/// Where both sides of a join change, the same row comes by each side, and once more, with the opposite sign, by both: of three rows one
/// is left.  Nothing takes the others away until they are added up, so a join of n changed relations, as one table joined with itself n
/// times, would have 2^n of each.  Added up after every few joins, there are as many as there are changes.
#pragma once

#include <pgt/circuit/by_circuit.hpp>

#include <cstdint>
#include <functional>
#include <utility>

namespace pgt::lower {

class piece;

class ways {
  public:
    /// `may_add_up` says which circuits can be added up where that pays.
    explicit ways(std::function<bool(const circuit&)> may_add_up) : may_add_up_(std::move(may_add_up)) {}

    /// Whether adding up the rows of a circuit pays: it may be done, and they come in many ways.
    bool are_many(const circuit& c);

  private:
    std::uint64_t of(const circuit& c);
    std::uint64_t before_adding_up(const circuit& c);

    std::function<bool(const circuit&)> may_add_up_;
    by_circuit<std::uint64_t> known_;
};

} // namespace pgt::lower
