/// `owner_scope`: the state of the session in which anything is done with the query of a stream table.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/settings.hpp"
#include "pg/boundary/error_context.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pgt::ext {

/// As long as it lives, statements run with the rights of the table's owner, restricted, under the settings that its author
/// had. It has to be there before the first look at a definition, and until after the last: to analyse a query runs code of
/// users, as the checks of domains and the functions behind them, and so does to describe, plan and explain it. What such code
/// sets ends with it.
class owner_scope {
  public:
    explicit owner_scope(const stream_table& table);
    /// Of a table that is still to be made.
    owner_scope(pg::oid owner, std::span<const std::string> settings);

  private:
    pg::as_user owner_;
    pg::local_settings settings_;
    std::optional<pg::error_context> context_; ///< for tables that are there
};

/// The settings of this session that the meaning of a query may depend on: `name=value`.
[[nodiscard]] std::vector<std::string> settings_of_author();

} // namespace pgt::ext
