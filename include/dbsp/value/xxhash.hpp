/// xxHash, compiled into whatever includes it.
#pragma once

#define XXH_INLINE_ALL
#ifndef XXH_NO_INLINE_HINTS
// Functions that must be inlined, which xxHash declares otherwise, are an error where GCC optimises for debugging (-Og).
#define XXH_NO_INLINE_HINTS 1
#endif
#include <xxhash.h>
