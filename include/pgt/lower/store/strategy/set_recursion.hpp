/// A recursion with UNION: what may be gone is taken out, and what follows from the rest comes back.
///
///     touched   the derivations that come and go, signed, over the rows as they were
///     lost      the closure of the stored rows that lose a derivation
///     kept      the other stored rows
///     due       rows that may be in the result and are not among the kept ones
///     came      the closure of the due rows that follow from the start and the kept rows
///
/// See the decision on deleting and rederiving (docs/adr); its law is in tests/property/pgt/rederive.cpp.
#pragma once

#include <pgt/lower/change/lowered_query.hpp>
#include <pgt/lower/facts/recursive_query.hpp>
#include <pgt/lower/piece/source_set.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/existence.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/apply/rows.hpp>
#include <pgt/lower/store/strategy/recursion.hpp>

namespace pgt::lower {

class set_recursion final : public recursion_strategy {
  public:
    set_recursion(lowered_query& q, const sql::qname& target, recursive_query top);

    [[nodiscard]] sql::text delta(const source_set& changed, bool net) override;
    [[nodiscard]] bool gains_from_net() const override { return true; }

    /// A row that may be gone is looked for by what the step hands on to it, and that together with what the step joins by.
    [[nodiscard]] std::vector<std::vector<std::string>> looked_up() const override;

  private:
    static constexpr const char* lost_leaf = "lost";
    static constexpr const char* kept_leaf = "kept";
    static constexpr const char* came_leaf = "came";

    static sql::text some_go() { return sql::build("EXISTS (SELECT FROM touched WHERE w < 0)"); }

    /// A relation of the statement, its columns called c1, c2, ...
    [[nodiscard]] block named(relational& r, sql::pattern<> relation, bool weighted = false) const;
    /// The step over a leaf, with the types of the recursion.
    [[nodiscard]] block step(relational& r, const char* name) const;
    [[nodiscard]] block start(relational& r) const { return r.closed(cast(r.unweighted(top_.parts.start))); }
    /// `(WITH RECURSIVE x AS (base UNION step) SELECT ...)`, with the hashes of the rows.
    [[nodiscard]] sql::text closure(const sql::text& base, const block& step) const;

    [[nodiscard]] std::vector<sql::text> same_columns(const std::vector<sql::text>& a,
                                                      const std::vector<sql::text>& b) const;
    /// A stored row is not among the lost ones.
    [[nodiscard]] sql::text none_of_lost() const;
    /// `EXISTS` of a row in the stream table, which may have to satisfy more.
    [[nodiscard]] sql::text is_stored(const block& rows, const std::vector<sql::text>& more = {}) const;
    [[nodiscard]] block touched(relational& r, sql::pattern<> weight) const;

    /// The inserted rows that are not stored.
    [[nodiscard]] block new_rows(relational& r) const;

    /// Lets the changes of sources be read without what goes and comes again as it was, for the columns that are read here: whatever
    /// goes takes all with it that follows from it.
    void net_changes(relational& r, const source_set& changed) const;

    void add_lost(relational& r);
    void add_due(relational& r);
    /// The due rows that a part gives, found from them: `=` finds no NULLs, so rows that have some are a term of their own.
    [[nodiscard]] std::vector<sql::text> found(relational& r, const block& part) const;
    void add_came(relational& r);
};

} // namespace pgt::lower
