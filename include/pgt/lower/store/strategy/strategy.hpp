/// `strategy`: what a stream table stores, and how the changes of its sources are applied to it.
#pragma once

#include <pgt/lower/change/lowered_query.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/source_set.hpp>
#include <pgt/lower/store/hidden_column.hpp>
#include <pgt/lower/store/storage.hpp>
#include <pgt/lower/store/stored_as.hpp>

#include <optional>
#include <string>
#include <vector>

namespace pgt::lower {

class strategy {
  public:
    strategy(lowered_query& q, const sql::qname& target);
    strategy(const strategy&) = delete;
    strategy& operator=(const strategy&) = delete;
    virtual ~strategy() = default;

    /// The statement that applies the changes of the sources in `changed`; `net` as for `plan::delta`.
    [[nodiscard]] virtual sql::text delta(const source_set& changed, bool net) = 0;
    /// The same where no group has to be recomputed, as for `plan::adding`; none where `delta` recomputes no group, or always does.
    [[nodiscard]] virtual std::optional<sql::text> adding(const source_set& /*changed*/) {
        return std::nullopt;
    }
    /// Whether there is such a statement.
    [[nodiscard]] virtual bool adds() const { return false; }
    /// The classes of the row ids that this statement writes, as for `plan::touched`.
    [[nodiscard]] virtual std::optional<sql::text> touched_rows(const source_set& /*changed*/) {
        return std::nullopt;
    }
    /// Whether a change of a row of the sources mostly updates a row that is stored, and not another one each time.
    [[nodiscard]] virtual bool updates_in_place() const { return false; }
    /// Whether that is another, better one for net changes.
    [[nodiscard]] virtual bool gains_from_net() const { return false; }
    /// The part of the query whose changes it computes.
    [[nodiscard]] virtual circuit changing() const = 0;
    /// Whether the stream table holds the state of the operator at the top, so that upkeep costs what the change does.
    [[nodiscard]] virtual bool holds_state() const { return false; }

    /// What the upkeep of window functions at the top costs, and why, for people; empty where there are none.
    [[nodiscard]] virtual std::string upkeep() const { return {}; }

    /// What the stored rows have to satisfy beyond being those of the query, as how tied rows are ordered; empty where it is nothing.
    [[nodiscard]] virtual std::string arrangement() const { return {}; }

    /// Columns of the stream table that upkeep looks rows up by, beside `__pgt_row_id`.
    [[nodiscard]] virtual std::vector<std::vector<std::string>> looked_up() const { return {}; }

    /// Says how the table is stored. Throws `user_error` 22023 where it is partitioned by what is no column of the query.
    void store_as(const stored_as& how);

    /// Lets the statements for changes return the rows that they have changed.
    void return_changes() { store_.returned = store_.columns.size() - purposes_.size(); }

    [[nodiscard]] const storage& store() const { return store_; }
    /// The rows that are stored.
    [[nodiscard]] circuit stored() const { return *stored_; }
    [[nodiscard]] std::vector<hidden_column> hidden() const;

  protected:
    void store(circuit rows);
    /// Where column `i` of what `columns` are computed from is stored: with the columns of the query, or else in a hidden one.
    std::size_t stored_at(std::vector<expression>& columns, std::size_t i, const std::string& name,
                          const std::string& purpose);
    /// Stores the value of an expression in a hidden column, whose place it gives.
    std::size_t stored_hidden(std::vector<expression>& columns, const expression& value,
                              const std::string& name, const std::string& purpose);
    /// The rows with a key that a change has, the leaf `touching` in the place of the change.  What is rewritten next are the rows, and
    /// not the change, too: the groups that are replaced, and what replaces them, have to be found by the very same change, down to rows
    /// that it both holds and takes back.
    [[nodiscard]] circuit touched_groups(const circuit& rows, const circuit& change, const key& by);
    [[nodiscard]] static leaf touching() { return {"touching", version::change}; }
    /// Rows are found by all of their columns, and may be there many times.
    void find_by_all_columns();

    lowered_query& q_;
    storage store_;
    bool appends_ = false; ///< see `stored_as`

  private:
    std::vector<std::string> purposes_;
    std::optional<circuit> stored_;
};

} // namespace pgt::lower
