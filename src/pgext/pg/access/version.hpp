/// The version of the loaded module, and that of the extension in the database of the session. They differ from the installation of new files until
/// ALTER EXTENSION UPDATE.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pgt::pg {

[[nodiscard]] std::string_view module_version() noexcept;

/// Nothing if the database does not have the extension.
[[nodiscard]] std::optional<std::string> extension_version();

} // namespace pgt::pg
