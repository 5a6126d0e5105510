/// The leaves of circuits that are ready to become SQL: a source now, before the changes, or the changes themselves.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/circuit/by_circuit.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace pgt::lower {

/// Which rows of a source a leaf reads: its contents now, its contents before the changes, or the changes.
enum class version : std::uint8_t { now, before, change };

/// A leaf: a version of a source, or rows that a statement computes for itself, which have one version.
struct leaf {
    std::string name;
    version of = version::now;

    friend auto operator<=>(const leaf&, const leaf&) = default;
    /// The leaf as a circuit.  This is the only place, beside `leaf_of`, that knows how a circuit spells the version.
    [[nodiscard]] circuit as_circuit() const;
};

/// The leaf that a name in a circuit spells, and the leaf that a circuit is; none for any other circuit.
[[nodiscard]] leaf leaf_spelled(const std::string& table);
[[nodiscard]] std::optional<leaf> leaf_of(const circuit& c);

/// Whether circuits read a leaf with a property; every piece is examined once.
class leaf_search {
  public:
    using property = std::function<bool(const leaf&)>;
    explicit leaf_search(property wanted);

    bool operator()(const circuit& c);

  private:
    property wanted_;
    by_circuit<bool> known_;
};

/// Whether a circuit reads the leaf of that name.
[[nodiscard]] bool reads_leaf(const circuit& c, const std::string& name);

/// The list of VALUES that a leaf stands for; null for any other leaf.
[[nodiscard]] const bind::constant_rows* find_constants(const bind::query& query, std::string_view name);
/// `VALUES (...), (...)`.
[[nodiscard]] sql::text values_text(const bind::constant_rows& list);

/// The index of a source of the query; none for the unit source, and for leaves that a lowering makes for itself.
[[nodiscard]] std::optional<std::size_t> source_index(const bind::query& query, std::string_view name);

} // namespace pgt::lower
