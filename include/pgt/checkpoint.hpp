/// `checkpoint`: where long and deep passes look whether they may go on.
#pragma once

#include <cstddef>

namespace pgt {

/// What the surroundings of pgt have to say while it works.  Both are set once, before any work, or not at all.
struct surroundings {
    /// Called at each step of every recursive pass; throws where the work has to end: too little stack is left, or it was cancelled.
    void (*checkpoint)() = nullptr;
    /// Whether the stack has room for so many bytes more.
    bool (*has_room)(std::size_t bytes) = nullptr;
};
inline surroundings around; // NOLINT: what is around a process is one thing

inline void checkpoint() {
    if (around.checkpoint != nullptr) { around.checkpoint(); }
}
[[nodiscard]] inline bool has_room(std::size_t bytes) {
    return around.has_room == nullptr || around.has_room(bytes);
}

} // namespace pgt
