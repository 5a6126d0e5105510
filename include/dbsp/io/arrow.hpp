/// Arrow record batches as typed rows, and back.  Optional: `dbsp/dbsp.hpp` does not include it.
#pragma once

#include <dbsp/io/arrow/cell.hpp>
#include <dbsp/io/arrow/handle.hpp>
#include <dbsp/io/arrow/reader.hpp>
#include <dbsp/io/arrow/rows.hpp>
#include <dbsp/io/arrow/writer.hpp>
