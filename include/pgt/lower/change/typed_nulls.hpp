/// `typed_nulls`: each NULL that stands for a column has the type of that column.
///
/// A NULL without a type gets one from its place: from the other side of a UNION, from the column for which a row without a partner is padded.
/// Circuits of changes take such a place apart, and the NULL would be left with no type, which PostgreSQL takes for text.
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace pgt::lower {

class typed_nulls {
  public:
    explicit typed_nulls(typing& types) : types_(types) {}

    /// The same rows. Bodies of recursions stay as they are.
    circuit operator()(const circuit& root);

  private:
    /// What the operators above say of columns whose types are open; empty for other columns, and where two of them disagree.
    struct expected_type {
        bind::type_info type;
        bool is_contradictory = false;
    };
    using expected_row = std::vector<expected_type>;

    void collect(const circuit& c);
    void tell_inputs(const piece& here);
    void expect(const circuit& in, std::size_t column, const bind::type_info& type);
    void expect_columns(const circuit& in, const std::vector<expression>& list, std::size_t first,
                        std::size_t count, const std::vector<bind::type_info>& wanted);
    [[nodiscard]] std::vector<bind::type_info> columns_of(const circuit& c);
    [[nodiscard]] mapping typed(const mapping& fn, const std::vector<bind::type_info>& wanted) const;
    circuit rebuilt(const circuit& c);
    const circuit& typed_circuit(const circuit& c);

    typing& types_;
    std::vector<circuit> inputs_first_;
    std::unordered_map<const void*, expected_row> expected_;
    by_circuit<circuit> done_;
};

} // namespace pgt::lower
