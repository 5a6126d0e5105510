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
    pg::as_user owner_{pg::extension_owner(), pg::as_user::mode::plain};
    pg::local_settings settings_;
    pg::spi sql_{pg::spi::sees::everything_committed};
};

/// A statement of a fixed text, analysed when it is first run and kept as long as the process lives.
template <class... Parameter> class kept_statement {
  public:
    explicit constexpr kept_statement(sql::pattern<> text) : text_(text) {}

    pg::result run(const pg::spi& in, const Parameter&... parameter) {
        if (prepared_ == nullptr) {
            prepared_ = new pg::statement(in, sql::build(text_), pg::types<Parameter...>());
        }
        return prepared_->run(in, {}, parameter...);
    }

  private:
    sql::pattern<> text_;
    pg::statement* prepared_ = nullptr;
};

} // namespace pgt::ext
