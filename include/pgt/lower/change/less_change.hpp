/// `less_change`: the rows of touched groups before a change are those now, less the change.
///
///     g(restrict(z, c)) - g(restrict(z', c)) = g(r) - g(r - c)     with r = restrict(z, c), where c is the change from z' to z
///
/// for aggregates and `distinct`: the rows are looked up once, and nothing is joined before the change. How often a distinct row is there before and after follows from one look
/// at its rows (`lower/sql/presence.hpp`).
///
/// Law: the circuit gives what it gave (tests/property/pgt/resolve.cpp).
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <optional>

namespace pgt::lower {

class less_change {
  public:
    explicit less_change(typing& types) : types_(types) {}

    circuit operator()(const circuit& c);

  private:
    circuit rebuilt(const circuit& c);
    std::optional<circuit> replaced(const piece& difference);
    [[nodiscard]] bool have_one_type(const circuit& a, const circuit& b);

    typing& types_;
    by_circuit<circuit> done_;
};

} // namespace pgt::lower
