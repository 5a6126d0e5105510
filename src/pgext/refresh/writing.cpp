#include "refresh/writing.hpp"

namespace pgt::ext {
namespace {

/// Which stream table this session is writing to.
constinit pg::oid now = pg::no_oid;

} // namespace

writing::writing(pg::oid table) noexcept : before_(now) { now = table; }
writing::~writing() { now = before_; }
bool writing::allowed(pg::oid table) noexcept { return table == now; }

} // namespace pgt::ext
