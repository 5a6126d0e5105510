/// `prepared_table`: what a session keeps of a stream table, so that a refresh needs neither parser nor planner.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/change_buffer.hpp"
#include "pg/invalidation.hpp"
#include "pg/spi.hpp"
#include "refresh/recipe.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pgt::ext {

/// A source, as its buffer is read.
struct prepared_source {
    pg::oid relation = pg::no_oid;
    std::vector<pg::wanted_column> columns;
    std::string delta; ///< the name under which statements read its changes
};

class prepared_table {
  public:
    explicit prepared_table(const stream_table& table);

    /// Whether nothing has changed that its statements were made for.
    [[nodiscard]] bool serves(const stream_table& table) const noexcept;
    /// Whether what is stored was computed by the same plan.
    [[nodiscard]] bool fits(const stream_table& table) const { return fingerprint_ == table.fingerprint; }
    [[nodiscard]] const std::vector<prepared_source>& sources() const noexcept { return sources_; }

    /// The statement that takes in the changes of `changed`; for few rows and for many there is a plan each. What it
    /// reads has to be offered in `in` already.
    const pg::statement& delta(const pg::spi& in, const lower::source_set& changed, bool many);
    /// The statement that makes the table equal to its query.
    const pg::statement& full(const pg::spi& in);
    /// The statement that fills the empty table.
    [[nodiscard]] sql::text initial() const;

  private:
    std::int64_t generation_;
    sql::text target_;
    lower::plan plan_;
    std::string fingerprint_;
    std::vector<prepared_source> sources_;
    pg::relation_watch watch_;
    std::map<std::pair<lower::source_set, bool>, pg::statement> deltas_;
    std::optional<pg::statement> full_;
};

/// That of a table, from this session's cache if it still serves.
[[nodiscard]] prepared_table& prepare(const stream_table& table);

} // namespace pgt::ext
