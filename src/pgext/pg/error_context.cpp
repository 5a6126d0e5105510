#include "pg/error_context.hpp"

#include <utility>

#include "pg/server.hpp"

namespace pgt::pg {
namespace {

void add_line(void* line) { errcontext("%s", static_cast<const char*>(line)); }

} // namespace

error_context::error_context(std::string line)
    : line_(std::move(line)),
      callback_(new ErrorContextCallback{
          .previous = error_context_stack, .callback = add_line, .arg = line_.data()}) {
    error_context_stack = callback_;
}

error_context::~error_context() {
    error_context_stack = callback_->previous;
    delete callback_;
}

} // namespace pgt::pg
