#include "refresh/write_permission.hpp"

#include <utility>

namespace pgt::ext {
namespace {

/// The stream table that this session may write to.
constinit pg::oid writable = pg::no_oid;

} // namespace

write_permission::write_permission(pg::oid table) noexcept : before_(std::exchange(writable, table)) {}
write_permission::~write_permission() { writable = before_; }
bool write_permission::is_given_for(pg::oid table) noexcept { return table == writable; }

} // namespace pgt::ext
