/// The server's types that our headers need, without the server's headers.
#pragma once

#include <cstdint>

struct ErrorData;
struct FunctionCallInfoBaseData;
struct MemoryContextData;
struct RelationData;
struct SnapshotData;
struct Tuplestorestate;
struct TupleDescData;
struct _SPI_plan; // NOLINT: the server's name

namespace pgt::pg {

/// Identifies a relation, type, function, ... in its catalog; 0 is none.
using oid = std::uint32_t;
/// A value of any SQL type: itself if it is small, else a pointer to it.
using datum = std::uintptr_t;
/// Number of a column, from 1; those below are the system's.
using column_number = std::int16_t;

inline constexpr oid no_oid = 0;

} // namespace pgt::pg
