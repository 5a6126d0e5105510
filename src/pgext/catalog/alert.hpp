/// Notifications on the channel pgtrickle_alert.
#pragma once

#include "pg/access/lookup.hpp"

#include <string_view>

namespace pgt::ext {

/// Sends JSON with the event, the table, and `about` under `key`, if there is one, when this transaction commits. Every role may listen: it
/// must not contain data.
void notify_alert(std::string_view event, const pg::relation_name& table, std::string_view key = {},
                  std::string_view about = {});
/// The same about the database.
void notify_alert(std::string_view event);

} // namespace pgt::ext
