/// Access to the catalog of pg_trickle.
#pragma once

#include "pg/access/identity.hpp"
#include "pg/access/settings.hpp"
#include "pg/query/spi.hpp"

#include <pgt/sql/text.hpp>

namespace pgt::ext {

/// Lets SQL read and write the catalog as long as it lives: it runs with the rights of the extension's owner and under
/// settings under which it means what it says. Only for statements of our own: no text of a user may be in them. It sees what is
/// committed, whatever the transaction's isolation, as the server itself does with its catalogs.
class catalog_session {
  public:
    catalog_session() { settings_.pin_language(); }

    [[nodiscard]] const pg::spi& sql() const noexcept { return sql_; }

  private:
    pg::as_user owner_{pg::extension_owner(), pg::as_user::mode::unrestricted};
    pg::local_settings settings_;
    pg::spi sql_{pg::spi::sees::everything_committed};
};

} // namespace pgt::ext
