/// How rows are compared by their text, and shown.
#pragma once

#include "pg/access/relation.hpp"
#include "pg/access/settings.hpp"

#include <pgt/sql/text.hpp>

#include <vector>

namespace pgt::ext {

/// The text of a row `__pgt_stored` with these columns, all but the row id. What is rounded depends on extra_float_digits: numbers of type real
/// are printed as numeric, whose digits are those of the conversion.
[[nodiscard]] sql::text image_of_row(const std::vector<pg::column>& columns);

/// While one lives, numbers whose last digits depend on the order of a computation have equal images.
class rounded_images {
  public:
    rounded_images() { settings_.set("extra_float_digits", "-3"); }

  private:
    pg::local_settings settings_;
};

/// The columns that users see, as a select list.
[[nodiscard]] sql::text shown_columns(const std::vector<pg::column>& columns);

} // namespace pgt::ext
