/// The server's headers that most of this folder needs. Only for .cpp files below src/pgext/pg: these headers
/// redefine snprintf and others, so the standard library comes first, and nothing of ours that is included
/// elsewhere may need them.
#pragma once

extern "C" {
#include <postgres.h>

#include <fmgr.h>
#include <miscadmin.h>
#include <utils/builtins.h>
#include <utils/memutils.h>
#include <utils/resowner.h>
}
