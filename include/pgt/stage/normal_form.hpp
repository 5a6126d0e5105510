/// `normal_form`: a circuit with its maps and filters on top of everything else.
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/circuit/functions.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pgt::stage {

/// `map(columns, filter(conditions, below))`.
struct normal_form {
    circuit below;                      ///< no map and no filter
    std::vector<expression> conditions; ///< over the columns of `below`
    std::vector<expression> columns;    ///< the same
};

/// An expression over rows as one over columns that are computed from them; none where it reads anything else.
[[nodiscard]] std::optional<expression> over_columns(const expression& e,
                                                     const std::vector<expression>& columns);

/// Moves maps and filters up through inner joins and the left sides of semijoins and antijoins, and filters through those of left joins.
/// Law: the circuit and its normal form have the same rows (tests/property/pgt/normal_form.cpp).
class normaliser {
  public:
    /// How many columns the leaves have, by their names.
    explicit normaliser(std::map<std::string, std::size_t> widths) : widths_(std::move(widths)) {}

    /// None where it is not known how many columns some rows have: in recursions.
    const std::optional<normal_form>& operator()(const circuit& c);

  private:
    std::optional<normal_form> normalised(const lower::piece& here);
    std::optional<normal_form> joined(const lower::piece& here, const pair_condition& condition);
    std::optional<normal_form> restricted(const lower::piece& here);
    std::optional<normal_form> left_joined(const lower::piece& here, const mapping& alone);
    std::optional<normal_form> as_it_is(const lower::piece& here);
    std::optional<std::size_t> width(const circuit& c);

    std::map<std::string, std::size_t> widths_;
    by_circuit<std::optional<normal_form>> done_;
    by_circuit<std::optional<std::size_t>> known_;
};

} // namespace pgt::stage
