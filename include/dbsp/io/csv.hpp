/// CSV files as typed rows, and back.  Optional: `dbsp/dbsp.hpp` does not include it.
#pragma once

#include <dbsp/io/csv/reader.hpp>
#include <dbsp/io/csv/rows.hpp>
#include <dbsp/io/csv/writer.hpp>
