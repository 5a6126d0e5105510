/// `error`: an error of the server as a C++ exception.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <exception>
#include <memory>
#include <string>
#include <string_view>

namespace pgt::pg {

/// An error that the server raised inside `call`, with all its fields: SQLSTATE, message, detail, hint, context, position. When it leaves a function that the server called, it continues as the identical error.
///
/// Catching one does not undo what the failed call has begun: continue only after a `subtransaction` around it was rolled back.
class error : public std::exception {
  public:
    [[nodiscard]] const char* what() const noexcept override;
    /// Five letters and digits, such as "42P01".
    [[nodiscard]] std::string sqlstate() const;
    /// Empty when the error has none; the same for `hint` and `context`.
    [[nodiscard]] std::string_view detail() const noexcept;
    [[nodiscard]] std::string_view hint() const noexcept;
    [[nodiscard]] std::string_view context() const noexcept;

    /// Owns the server's data about an error.
    class record;
    explicit error(std::shared_ptr<record> from) noexcept : record_(std::move(from)) {}
    /// Leaves the data to the server, which frees it when it has handled the error; for `describe_exception`.
    [[nodiscard]] ErrorData* release() const noexcept;

  private:
    std::shared_ptr<record> record_;
};

} // namespace pgt::pg
