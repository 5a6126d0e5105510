/// Keys of circuits: sets of columns that no two rows share.
#pragma once

#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pgt::lower {

/// Columns by index.  Two rows with the same values in them, NULLs being equal, are one row, which counts once.
using column_set = std::set<std::size_t>;

/// A side of a join: its keys, and the columns of which the join finds one value at most.
struct keyed_side {
    std::vector<column_set> keys;
    column_set looked_up;

    /// Whether each row of the other side has one partner at most here.
    [[nodiscard]] bool is_unique() const;
};

/// Which sides of a join may be missing.
struct padding {
    bool left = false;
    bool right = false;
};

/// The keys of circuits, computed from those of their inputs.
class key_finder {
  public:
    key_finder(const bind::query& query, typing& types) : query_(query), types_(types) {}

    const std::vector<column_set>& of(const circuit& c);
    /// From now on a leaf that is no source has these keys.
    void assume(const std::string& leaf, std::vector<column_set> keys) { assumed_[leaf] = std::move(keys); }

    // What operators compose their keys of:

    [[nodiscard]] std::size_t width_of(const circuit& c) { return types_.of(c).size(); }
    [[nodiscard]] std::vector<column_set> of_leaf(const leaf& which) const;
    /// The keys of a join of any kind: the keys of both sides together; the key of one side alone where each of its rows has one
    /// partner at most.
    [[nodiscard]] std::vector<column_set> of_join(const join_match& on, const pairing& pair, const circuit& a,
                                                  const circuit& b, padding missing);
    [[nodiscard]] std::vector<column_set> of_product(const pairing& pair, const circuit& a, const circuit& b);

  private:
    std::vector<column_set> never_null(const circuit& c);
    column_set looked_up(const join_match& on, const circuit& a, const circuit& b, std::size_t side);

    const bind::query& query_;
    typing& types_;
    by_circuit<std::vector<column_set>> known_;
    std::map<std::string, std::vector<column_set>> assumed_;
};

/// The keys of which all columns are in the output of a map.
[[nodiscard]] std::vector<column_set> mapped_keys(const mapping& fn, const std::vector<column_set>& keys);

/// The key with the fewest columns, if the circuit has one.
[[nodiscard]] std::optional<column_set> unique_key(const bind::query& query, typing& types, const circuit& c);

} // namespace pgt::lower
