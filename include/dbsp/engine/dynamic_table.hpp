/// `dynamic_row`, `dynamic_table`: run-time circuits over rows of any values, whose engine is compiled already.
#pragma once

#include <dbsp/circuit/circuit.hpp>
#include <dbsp/engine/compiled.hpp>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace dbsp {

/// A value of a type that is known at run time; the first is no value.
using dynamic_value = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

/// A row of a width that is known at run time.
using dynamic_row = std::vector<dynamic_value>;

/// Run-time circuits over such rows.  Programs that run them link to `dbsp::runtime`, and compile in a fraction of the time.
using dynamic_table = circuit<functions<dynamic_row>>;

} // namespace dbsp

DBSP_EXTERN_ENGINE(dbsp::dynamic_table);
