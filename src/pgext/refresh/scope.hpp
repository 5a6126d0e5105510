/// `refresh_scope`: the state of the session in which a refresh runs.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/identity.hpp"
#include "pg/settings.hpp"
#include "refresh/writing.hpp"

#include <string>
#include <vector>

namespace pgt::ext {

/// As long as it lives, statements run with the rights of the table's owner, under the settings that its author had, and
/// may write to the table.
class refresh_scope {
  public:
    explicit refresh_scope(const stream_table& table);

  private:
    pg::as_user owner_;
    pg::local_settings settings_;
    writing permission_;
};

/// The settings of this session that the meaning of a query may depend on: `name=value`.
[[nodiscard]] std::vector<std::string> settings_of_author();

} // namespace pgt::ext
