#include "lifecycle/upkeep.hpp"

#include <utility>

namespace pgt::ext {
namespace {

bool under_way = false;

} // namespace

upkeep::upkeep() noexcept : before_(std::exchange(under_way, true)) {}
upkeep::~upkeep() { under_way = before_; }

bool upkeep::is_under_way() noexcept { return under_way; }

} // namespace pgt::ext
