#include "pg/boundary/text.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <mb/pg_wchar.h>
}

namespace pgt::pg {

std::string shortened(std::string text, std::size_t bytes) {
    static constexpr std::string_view dots = "...";
    if (text.size() <= bytes) return text;
    const int length =
        call([whole = text.c_str(), size = static_cast<int>(text.size()),
              room = static_cast<int>(bytes - dots.size())] { return pg_mbcliplen(whole, size, room); });
    text.resize(static_cast<std::size_t>(length));
    return text.append(dots);
}

} // namespace pgt::pg
