/// `grouping_sets`: what GROUP BY groups by where it has several sets, or an empty one.
#pragma once

#include <pgt/circuit/functions.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace pgt::bind::detail {

/// The rows are repeated for each set, with columns beside them that say for which.  The keys over such rows are those that the query
/// writes, NULL where the set of the row lacks them, then the number of the set.
class grouping_sets {
  public:
    using list_of_sets = std::vector<std::vector<std::size_t>>;

    /// `sets`: indexes in `written`, which may have an expression twice.
    grouping_sets(const std::vector<expression>& written, const list_of_sets& sets, bool distinct);

    /// The keys as the query writes them, each once.
    [[nodiscard]] const std::vector<expression>& written() const { return written_; }
    /// Where the number of the set stands among the keys.
    [[nodiscard]] std::size_t number_index() const { return written_.size(); }

    /// What is to be said of a set: its number, then for each key that some set lacks whether this one has it.
    [[nodiscard]] std::vector<std::vector<expression>> described() const;
    /// How many columns that are.
    [[nodiscard]] std::size_t width() const { return 1 + partial_.size(); }
    /// The keys over rows that have these columns from number `first` on.  `types` are those of the written keys, empty where they are
    /// not known.
    [[nodiscard]] std::vector<expression> keys(std::size_t first,
                                               const std::vector<std::string>& types) const;

    /// The numbers of the empty sets, which have a group even if there are no rows.
    [[nodiscard]] std::vector<std::vector<expression>> empty_sets() const;

    /// GROUPING() of keys, by their indexes; `number` is the number of the set.
    [[nodiscard]] expression grouping(const std::vector<std::size_t>& args, const expression& number) const;

  private:
    static std::int64_t mask(const std::vector<std::size_t>& args, const std::set<std::size_t>& set);

    std::vector<expression> written_;
    std::vector<std::set<std::size_t>> sets_;
    std::vector<std::size_t> partial_; ///< the keys that some set lacks
};

} // namespace pgt::bind::detail
