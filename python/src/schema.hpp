/// `schema`: names and types of columns; how Python rows become rows of a circuit and back.
#pragma once

#include <nanobind/nanobind.h> // before the standard library: Python defines what that one looks at

#include "value.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace pydbsp {

namespace nb = nanobind;

/// A Python row or value that is not what its column says.
struct schema_error : dbsp::error {
    using dbsp::error::error;
};

struct column {
    std::string name;
    kind type;
    bool nullable;
};

/// Names and types of the columns of a relation.
class schema {
  public:
    explicit schema(std::vector<column> columns) : columns_(std::move(columns)) {}

    [[nodiscard]] const std::vector<column>& columns() const { return columns_; }
    [[nodiscard]] std::size_t width() const { return columns_.size(); }
    /// A tuple, list or dict as a row.  Errors: `schema_error`.
    [[nodiscard]] row to_row(nb::handle given) const;
    [[nodiscard]] nb::tuple to_tuple(const row& from) const;
    /// `((row, weight), ...)` as changes; a weight of zero is none.
    [[nodiscard]] changes to_changes(nb::handle pairs) const;
    /// The same the other way, from a Z-set or from changes.
    template <class Entries> [[nodiscard]] nb::list to_pairs(const Entries& from) const {
        nb::list pairs;
        for (const auto& [one, w] : from) { pairs.append(nb::make_tuple(to_tuple(one), w.value())); }
        return pairs;
    }

  private:
    [[nodiscard]] row from_sequence(nb::handle given) const;
    [[nodiscard]] row from_dict(nb::handle given) const;

    std::vector<column> columns_;
};

/// A Python value of a column.
[[nodiscard]] value to_value(const column& of, nb::handle given);
[[nodiscard]] nb::object to_python(const value& from);
/// What Python calls a type: `int`, `datetime.date`.
[[nodiscard]] const char* name_of(kind type);

void bind_schema(nb::module_& m);

} // namespace pydbsp
