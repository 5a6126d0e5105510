/// `offset_rows`: limits with OFFSET over the first rows, which are stored as a state.
///
///     top_k(offset m, k rows, in) = top_k(offset m, k rows, top_k(m + k rows, in))
///
/// The first rows follow changes by the stored rows (docs/adr/0097-first-rows.md); those behind the offset are computed from them.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/stage/cut.hpp>

#include <vector>

namespace pgt::stage {

/// A pass over circuits of one query, whose limits have a decided order (`lower::decided_order`). Limits of groups stay as they are, and so do those whose first rows do not follow
/// changes so, or are very many.
class offset_rows {
  public:
    offset_rows(const bind::query& query, lower::typing& types) : query_(query), types_(types) {}

    /// The same rows.
    circuit operator()(const circuit& c);
    /// What has to be stored for them.
    [[nodiscard]] const std::vector<cut>& cuts() const { return cuts_; }

  private:
    circuit rebuilt(const lower::piece& written);
    bool follows_changes(const circuit& first);

    const bind::query& query_;
    lower::typing& types_;
    by_circuit<circuit> done_;
    std::vector<cut> cuts_;
};

} // namespace pgt::stage
