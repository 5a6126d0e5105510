/// `owner_scope`: the rights and settings under which the query of a stream table is looked at and run.
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

/// The CONTEXT of errors about a stream table.
[[nodiscard]] std::string context_of(const stream_table& table);

/// While one lives, statements run with the rights of the table's owner, restricted, under the settings of its author. It is made
/// before the first look at a definition and lives until after the last: to analyse, describe, plan or explain a query runs code of
/// users, such as the checks of domains and the functions that these call. Settings that such code changes are restored at its end.
class owner_scope {
  public:
    explicit owner_scope(const stream_table& table);
    /// For a table that does not exist yet.
    owner_scope(pg::oid owner, std::span<const std::string> settings);

  private:
    pg::as_user owner_;
    pg::local_settings settings_;
    std::optional<pg::error_context> context_; ///< of a table that exists
};

/// The settings of this session that the meaning of a query may depend on: `name=value`.
[[nodiscard]] std::vector<std::string> settings_of_author();

} // namespace pgt::ext
