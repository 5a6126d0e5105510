/// `relational`: a circuit without memory as SELECTs.
///
/// Every circuit becomes a `block`.  Its rows carry a weight only where they need one: the tables as they are count once, changes
/// and states before a change are weighted.  Operators that are linear or bilinear in SQL as they are in the circuit pass weights
/// on; those that look at whole groups first bring weighted rows together.  What each operator becomes stands in its own source in
/// lower/operator.
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/facts/ways.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/sql/block.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace pgt::lower {

/// When two rows are one: where they are equal, as SQL groups them, or only where nothing shows a difference (1.0 and 1.00 are equal).
enum class same_row : std::uint8_t { equal, identical };

class relational {
  public:
    relational(const bind::query& query, typing& types) : query_(query), types_(types) {}

    /// Lets a leaf stand for a circuit, which gets a name: where others are rewritten, this one stays what it is.
    void stand_for(const leaf& which, circuit meant);
    /// Marks what occurs more than once in these circuits together, so that it is computed once.
    void share(const std::vector<circuit>& roots);
    /// Whether a circuit becomes a part of the WITH clause.
    [[nodiscard]] bool is_shared(const circuit& c) const { return shared_.contains(c.identity()); }
    /// The rows of a circuit.
    block lower(const circuit& c);
    /// The rows of a circuit that stands for one operator: what of it reads changes and is read more than once gets a name, for where operators
    /// stand on each other, each would double what is below.
    block composed(const circuit& c);
    /// The rows of a circuit as a relation with a name: a tuplestore of changes, or a part of the WITH clause, where rows that come in many ways are
    /// added up (`ways`).
    block named(const circuit& written);
    /// Gives a circuit that has been lowered to `rows` a name.
    void name(const circuit& c, const block& rows);
    /// Whether a circuit means something outside of the place where it is read: it does not follow a recursion.
    [[nodiscard]] bool may_have_name(const circuit& c);
    /// How many operators have been lowered.
    [[nodiscard]] std::size_t count() const { return lowered_; }
    /// Adds a relation to the WITH clause.
    void with(const sql::text& name, const sql::text& select);
    /// Lets a leaf read a relation, a name or a subquery, with columns c1, c2, ... and perhaps w.
    void bind_leaf(const leaf& which, sql::text relation, row_type rows, bool weighted = false);
    /// The same for weighted rows of which only some columns are there.
    void bind_leaf(const leaf& which, sql::text relation, row_type rows, std::vector<bool> columns);
    [[nodiscard]] std::optional<block> bound_leaf(const leaf& which);
    /// `name AS MATERIALIZED (...), ...`, in the order of need; empty where nothing is shared.
    [[nodiscard]] const std::vector<sql::text>& with_list() const { return with_; }

    /// A subquery in the place of an open block.
    block closed(const block& b);
    /// The terms added up by UNION ALL.
    block united(const std::vector<block>& terms, const row_type& rows);
    /// Rows of a bag, each as often as its weight says, as rows that count once.
    block repeated(const block& bag, const row_type& rows);
    /// The same unless they count once already.
    block unweighted(const circuit& c);
    /// The rows brought together, with the total of their weights, where `keep` (a condition on `sum(w)`) holds.
    block consolidated(const block& b, const row_type& rows, same_row by, sql::pattern<> keep);
    /// The rows brought together, with `total`, an expression with aggregates, where `keep` holds of it.
    block combined(const block& in, const row_type& rows, same_row by, const sql::text& total,
                   sql::pattern<> keep);

    [[nodiscard]] const bind::query& query() const { return query_; }
    [[nodiscard]] typing& types() { return types_; }
    [[nodiscard]] sql::text alias() { return aliases_.next(); }

    /// What the body of a fixpoint reads from outside.
    void bind_imports(std::uint64_t scope, std::vector<circuit> inputs) {
        imports_[scope] = std::move(inputs);
    }
    [[nodiscard]] const circuit& imported(std::uint64_t scope, std::size_t index) const {
        return imports_.at(scope).at(index);
    }

  private:
    /// What PostgreSQL plans in a few seconds.
    static constexpr std::size_t most_operators = 20'000;

    block lower_here(const circuit& c);
    void add_name(const circuit& c, const block& rows);
    [[nodiscard]] bool follows_recursion(const piece& here) const;
    /// What a leaf stands for; other circuits mean themselves.
    [[nodiscard]] const circuit& meant_by(const circuit& c) const;

    leaf_search reads_change_{[](const leaf& read) { return read.of == version::change; }};

    by_circuit<bool> may_have_name_; ///< with the leaves that are bound now

    ways ways_{[this](const circuit& c) { return is_shared(c); }};

    const bind::query& query_;
    typing& types_;
    aliases aliases_;
    std::vector<sql::text> with_;
    std::set<const void*> shared_;
    struct relation {
        sql::text name;
        std::vector<bool> columns;
        bool weighted;
    };
    std::map<const void*, relation> named_;
    std::map<leaf, relation> bound_;
    std::map<leaf, circuit> stands_for_;
    std::map<std::uint64_t, std::vector<circuit>> imports_;
    std::size_t lowered_ = 0;
    std::vector<circuit> alive_; ///< identities are addresses
};

} // namespace pgt::lower
