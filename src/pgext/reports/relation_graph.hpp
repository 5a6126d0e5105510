/// `relation_graph`: which relation reads which, to be drawn. Needs no server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace pgt::ext {

enum class relation_kind : std::uint8_t { stream_table, view, table };

struct drawn_relation {
    std::string name; ///< as SQL would write it
    relation_kind kind = relation_kind::table;
    std::string status{}; ///< empty unless it is a stream table; likewise the next
    std::string mode{};
    bool is_own = false; ///< the extension made it to watch itself
    std::vector<std::size_t> reads{};
};

using relation_graph = std::vector<drawn_relation>;

} // namespace pgt::ext
