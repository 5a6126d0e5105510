/// `prepared_table`: what a session keeps of a stream table, so that a refresh needs neither parser nor planner.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/change_buffer.hpp"
#include "pg/change_statement.hpp"
#include "pg/invalidation.hpp"
#include "pg/rights.hpp"
#include "refresh/recipe.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pgt::ext {

/// A source, as its buffer is read.
struct prepared_source {
    pg::oid relation = pg::no_oid;
    std::vector<pg::wanted_column> columns;
    std::string delta; ///< the name under which statements read its changes
};

/// What a statement for changes is made for, and a plan of it.
struct kind_of_changes {
    lower::source_set changed;
    bool net = false;  ///< changes that look alike have been added up
    bool many = false; ///< so many that indexes don't pay

    auto operator<=>(const kind_of_changes&) const = default;
};

class prepared_table {
  public:
    explicit prepared_table(const stream_table& table);

    /// Whether nothing has changed that its statements were made for.
    [[nodiscard]] bool serves(const stream_table& table) const noexcept;
    /// Whether what is stored was computed by the same plan.
    [[nodiscard]] bool fits(const stream_table& table) const { return fingerprint_ == table.fingerprint; }
    [[nodiscard]] const std::vector<prepared_source>& sources() const noexcept { return sources_; }

    /// Throws what a SELECT of the query would, and `user_error` 42501 if the table's own row-level security stops the refresh.
    void check_rights() const;

    /// Whether its statements are better for changes that have been added up.
    [[nodiscard]] bool gains_from_net() const noexcept { return plan_.gains_from_net; }

    /// The statement that takes in changes of this kind, which `offered` are.
    const pg::change_statement& delta(const kind_of_changes& kind,
                                      std::span<const pg::offered_delta> offered);
    /// The statement that makes the table equal to its query.
    const pg::change_statement& full();
    /// The statement that fills the empty table.
    [[nodiscard]] sql::text initial() const;

  private:
    std::int64_t generation_;
    pg::oid relation_;
    sql::text target_;
    lower::plan plan_;
    std::string fingerprint_;
    std::vector<prepared_source> sources_;
    pg::relation_watch watch_;
    pg::query_rights rights_;
    std::map<kind_of_changes, pg::change_statement> deltas_;
    std::optional<pg::change_statement> full_;
};

/// That of a table, from this session's cache if it still serves.
[[nodiscard]] prepared_table& prepare(const stream_table& table);

} // namespace pgt::ext
