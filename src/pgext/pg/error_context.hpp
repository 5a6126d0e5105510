/// `error_context`: what an error of the server says of where it came from.
#pragma once

#include <string>

struct ErrorContextCallback;

namespace pgt::pg {

/// Errors, and messages, that the server raises while this lives have a line of CONTEXT more.
class error_context {
  public:
    explicit error_context(std::string line);
    error_context(const error_context&) = delete;
    error_context& operator=(const error_context&) = delete;
    ~error_context();

  private:
    std::string line_;
    ErrorContextCallback* callback_;
};

} // namespace pgt::pg
