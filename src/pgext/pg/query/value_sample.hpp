/// `value_sample`: some of the values of a column, evenly taken, and the bounds of equally many of them.
#pragma once

#include <array>
#include <cstddef>

#include "pg/boundary/server.hpp"

extern "C" {
#include <catalog/pg_attribute.h>
#include <utils/array.h>
}

namespace pgt::pg {

/// Holds every n-th value; n doubles whenever there is no more room. Values of types that the server itself does not compare, and wide ones, are
/// left out. Only inside `call`: in the current memory, and without a destructor.
class value_sample {
  public:
    explicit value_sample(const FormData_pg_attribute& column);
    void add(Datum value);
    /// Null with fewer than two values.
    [[nodiscard]] ArrayType* bounds();
    [[nodiscard]] Oid less() const { return less_; }

  private:
    static constexpr std::size_t room = 2048;

    [[nodiscard]] bool is_wide(Datum value) const;
    void thin_out();

    const FormData_pg_attribute& column_;
    Oid type_;
    Oid less_; ///< the operator that orders the values; InvalidOid: none is held
    std::array<Datum, room> held_{};
    std::size_t count_ = 0;
    std::size_t step_ = 1;
    std::size_t seen_ = 0;
};

} // namespace pgt::pg
