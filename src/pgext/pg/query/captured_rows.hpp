/// `captured_rows`: the rows of a delta, read where they were captured instead of from a copy.
#pragma once

#include <span>

struct TupleTableSlot;

namespace pgt::pg {

/// One reader of such rows. In memory of the server's: without a destructor. Everything only inside `call`.
class row_reader {
  public:
    /// Puts the next row into a virtual slot. False at the end; then, as before the first row, the slot is empty.
    virtual bool next(TupleTableSlot* into) = 0;
    /// Goes back to before the first row.
    virtual void restart() = 0;
    virtual void end() = 0;

  protected:
    ~row_reader() = default;
};

class captured_rows {
  public:
    captured_rows() = default;
    captured_rows(const captured_rows&) = delete;
    captured_rows& operator=(const captured_rows&) = delete;
    virtual ~captured_rows() = default;

    /// Reads some columns of the delta, numbered from 0, in this order; the last column of the delta is the weight. The reader lives in the current memory context. Only inside `call`.
    [[nodiscard]] virtual row_reader* begin(std::span<const int> columns) = 0;
};

} // namespace pgt::pg
