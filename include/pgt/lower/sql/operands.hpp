/// `operands`: both inputs of an operator that SQL may have itself, lowered before it is known whether SQL's own form is right.
#pragma once

#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace pgt::lower {

/// Which inputs get a name where the operator becomes a circuit that reads them several times.
enum class naming : std::uint8_t {
    of_long, ///< those of many operators: they would be lowered again wherever they are read
    of_all,
};

class operands {
  public:
    operands(relational& r, const piece& p);

    [[nodiscard]] const block& left() const { return sides_[0].rows; }
    [[nodiscard]] const block& right() const { return sides_[1].rows; }

    /// The rows of what the operator stands for, a circuit over the same inputs.  What was lowered already is used for the inputs that
    /// get a name, so that operators that stand on each other have statements that grow with their number.
    [[nodiscard]] block expanded(const circuit& meaning, naming wanted = naming::of_long) const;

  private:
    struct side {
        circuit in;
        block rows;
        std::size_t operators;
    };
    static side lowered(relational& r, const circuit& in);

    relational& r_;
    std::array<side, 2> sides_;
};

} // namespace pgt::lower
