/// `error_context`: a line of CONTEXT for the server's messages.
#pragma once

#include <memory>
#include <string>

struct ErrorContextCallback;

namespace pgt::pg {

/// As long as one lives, what the server reports says in its CONTEXT what was being done.
class error_context {
  public:
    explicit error_context(std::string doing);
    error_context(const error_context&) = delete;
    error_context& operator=(const error_context&) = delete;
    ~error_context();

  private:
    std::string doing_;
    std::unique_ptr<ErrorContextCallback> entry_;
};

} // namespace pgt::pg
