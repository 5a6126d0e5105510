/// Setting and resetting the fuse of a stream table.
#pragma once

#include "catalog/stream_table.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace pgt::ext {

/// What to change about a fuse; none: keep it.
struct fuse_alteration {
    std::optional<std::string> mode;
    std::optional<std::int64_t> ceiling;
    std::optional<std::int32_t> sensitivity;

    [[nodiscard]] bool is_any() const { return mode || ceiling || sensitivity; }
};

/// Writes it. Throws `user_error` 22023 if the fuse could never blow.
void alter_fuse(stream_table& table, const fuse_alteration& wanted);

/// `action` is apply, reinitialize or skip_changes. Throws `user_error` 22023 if the fuse of the table is not blown.
void reset_fuse(const std::string& written, const std::string& action);

} // namespace pgt::ext
