/// What users do to databases and extensions, as far as schedulers have to know.
#pragma once

namespace pgt::pg {

/// From now on schedulers leave databases that a command needs for itself, and the launcher hears of databases and
/// extensions that come or go. Call it when the module is loaded, and only if the server is just starting.
void install_database_hooks();

} // namespace pgt::pg
