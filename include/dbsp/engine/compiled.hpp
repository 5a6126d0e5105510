/// Engines of run-time circuits that are compiled in one source of a program, and used in others.
#pragma once

#include <dbsp/engine/engine.hpp>

/// In a header: engines and pipelines of the run-time circuit type `Table` are compiled elsewhere.  At namespace scope, outside of all namespaces.
#define DBSP_EXTERN_ENGINE(Table)                                                                            \
    extern template struct dbsp::detail::part_maker<Table, 0, dbsp::detail::engine_context>;                 \
    extern template struct dbsp::detail::part_maker<Table, 1, dbsp::detail::engine_context>

/// In one source: here.
#define DBSP_COMPILE_ENGINE(Table)                                                                           \
    template struct dbsp::detail::part_maker<Table, 0, dbsp::detail::engine_context>;                        \
    template struct dbsp::detail::part_maker<Table, 1, dbsp::detail::engine_context>
