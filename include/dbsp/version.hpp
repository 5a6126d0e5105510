#pragma once

/// The version of the library. It is defined only here: the build reads it from the three macros.

#define DBSP_VERSION_MAJOR 0
#define DBSP_VERSION_MINOR 1
#define DBSP_VERSION_PATCH 0

namespace dbsp {

inline constexpr int version_major = DBSP_VERSION_MAJOR;
inline constexpr int version_minor = DBSP_VERSION_MINOR;
inline constexpr int version_patch = DBSP_VERSION_PATCH;

} // namespace dbsp
