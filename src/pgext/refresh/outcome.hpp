/// `refresh_outcome`: what has become of a refresh that raised no error.
#pragma once

#include <expected>
#include <string>

namespace pgt::ext {

/// What is stored or captured does not fit the query any more: nothing was changed, and the caller has to re-initialise the stream table.
struct needs_reinitialisation {
    std::string reason;
};

using refresh_outcome = std::expected<void, needs_reinitialisation>;

} // namespace pgt::ext
