/// `shared_form`: what sessions need to know of the plan of a stream table to run statements that others have made for it.
#pragma once

#include "pg/capture/change_buffer.hpp"

#include <pgt/lower/piece/source_set.hpp>

#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

/// Of a table without states, partitions and conditions on the clock.
struct shared_form {
    struct source {
        pg::oid relation = pg::no_oid;
        std::string name; ///< for messages
        std::vector<pg::wanted_column> columns;
        std::string delta;
    };
    std::vector<source> sources;
    std::vector<std::string> columns; ///< that are stored, in the order in which they are computed
    std::string fingerprint;
    lower::source_set reads; ///< which of the sources
    bool appends = false;
    bool adds = false;
    bool gains_from_net = false;
    bool updates_in_place = false;
    std::string rights; ///< as `pg::query_rights` prints them
};

[[nodiscard]] std::string text_of_form(const shared_form& form);
/// Of a text that `text_of_form` has made.
[[nodiscard]] shared_form form_of_text(const std::string& text);

} // namespace pgt::ext
