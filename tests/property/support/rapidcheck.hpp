/// RapidCheck, quietly: its headers use `std::aligned_storage`, which C++23 deprecates.
#pragma once

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
#endif

#include <rapidcheck.h>

#ifdef __clang__
#pragma clang diagnostic pop
#endif
