/// `error_context`: a line of CONTEXT for the server's messages.
#pragma once

#include <memory>
#include <string>

struct ErrorContextCallback;

namespace pgt::pg {

/// During its lifetime, messages of the server have this line in their CONTEXT.
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
