/// Recursions made of circuits, and taken apart again.
///
/// The body of a fixpoint is a circuit closed in itself, which imports what comes from outside.  An *open* body has these circuits in the
/// place of imports, and `iterate(scope)` in that of the iterate, so that passes over circuits need not know of imports.
#pragma once

#include <pgt/circuit/functions.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace pgt {

/// The iterate of a recursion.
[[nodiscard]] circuit iterate(std::uint64_t scope);
/// The scope of the recursion whose iterate a circuit is.
[[nodiscard]] std::optional<std::uint64_t> scope_of_iterate(const circuit& c);

/// An input of a recursion as its body names it.
struct import_of {
    std::uint64_t scope;
    std::size_t index;
};
[[nodiscard]] std::optional<import_of> as_import(const circuit& c);

/// Whether a circuit reads the iterate of some recursion that it stands in.
[[nodiscard]] bool reads_iterate(const circuit& c);

/// Whether a circuit is linear in the iterate: the sum of what it makes of single rows of that.
[[nodiscard]] bool is_linear_in_iterate(const circuit& c);

/// The body of a recursion with its inputs in the place of imports.
[[nodiscard]] circuit opened_body(const circuit& body, std::uint64_t scope,
                                  const std::vector<circuit>& inputs);

/// A circuit with other rows in the place of the iterate of a recursion.
[[nodiscard]] circuit with_iterate(const circuit& c, std::uint64_t scope, const circuit& rows);

/// A recursion taken apart: its body, and what that imports.
struct closed_recursion {
    circuit body;
    std::vector<circuit> inputs;
};

/// The recursion with an open body.  It imports each part that does not read its iterate, as large as possible: first the one that the
/// body reads first.
[[nodiscard]] closed_recursion closed_over(const circuit& open_body, std::uint64_t scope);

/// As a circuit.  A fixpoint has few inputs; where there are more, the last of them is the disjoint union of the rest, whose rows are
/// marked: the mark, then the columns of each of them.  `width` says how many columns a circuit has.
[[nodiscard]] circuit as_circuit(closed_recursion recursion, std::uint64_t scope,
                                 const std::function<std::size_t(const circuit&)>& width);

/// The recursion that a fixpoint is, with more inputs behind its own: one for each of those that have been brought together, which its body
/// reads in the place of the union.
[[nodiscard]] closed_recursion parted(const circuit& body, std::uint64_t scope, std::vector<circuit> inputs);

} // namespace pgt
