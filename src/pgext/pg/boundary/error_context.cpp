#include "pg/boundary/error_context.hpp"

#include "pg/boundary/server.hpp"

#include <utility>

namespace pgt::pg {
namespace {

void tell(void* doing) { errcontext("%s", static_cast<const char*>(doing)); }

} // namespace

error_context::error_context(std::string doing)
    : doing_(std::move(doing)),
      entry_(
          new ErrorContextCallback{.previous = error_context_stack, .callback = tell, .arg = doing_.data()}) {
    error_context_stack = entry_.get();
}

error_context::~error_context() { error_context_stack = entry_->previous; }

} // namespace pgt::pg
