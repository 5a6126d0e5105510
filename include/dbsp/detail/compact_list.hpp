/// `compact_list<E>`: a list of few bytes, for states of which there are many and most of which are short.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace dbsp::detail {

/// A contiguous list in 16 bytes, or of small elements in 8 more than one of them, which then needs no memory besides.
/// Precondition: moving an element does not throw.
template <class E> class compact_list {
    static constexpr std::size_t largest_own = 24;
    static constexpr bool keeps_one = sizeof(E) <= largest_own && alignof(E) <= alignof(void*);
    static constexpr std::uint32_t own_room = keeps_one ? 1 : 0;
    struct empty {};

    /// A list as long as `own_room` stands here, a longer one elsewhere.
    union storage {
        E* elsewhere = nullptr;
        std::conditional_t<keeps_one, E, empty> here;

        storage() {}  // NOLINT(modernize-use-equals-default): members of unions are made by hand
        ~storage() {} // NOLINT(modernize-use-equals-default)
        storage(const storage&) = delete;
        storage& operator=(const storage&) = delete;
    };

  public:
    compact_list() = default;
    compact_list(const compact_list&) = delete;
    compact_list& operator=(const compact_list&) = delete;
    compact_list(compact_list&& other) noexcept { take(other); }
    compact_list& operator=(compact_list&& other) noexcept {
        if (&other != this) {
            release();
            take(other);
        }
        return *this;
    }
    ~compact_list() { release(); }

    [[nodiscard]] E* begin() {
        if constexpr (keeps_one) {
            return room_ == own_room ? std::addressof(storage_.here) : storage_.elsewhere;
        } else {
            return storage_.elsewhere;
        }
    }
    [[nodiscard]] const E* begin() const {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): nothing is changed
        return const_cast<compact_list*>(this)->begin();
    }
    [[nodiscard]] E* end() { return begin() + size_; }
    [[nodiscard]] const E* end() const { return begin() + size_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] E& operator[](std::size_t at) { return begin()[at]; }
    [[nodiscard]] const E& operator[](std::size_t at) const { return begin()[at]; }
    /// What it has allocated, in bytes.
    [[nodiscard]] std::size_t allocated() const { return room_ > own_room ? room_ * sizeof(E) : 0; }

    /// Room for `size` elements in all.  Where this throws, nothing has changed.
    void reserve(std::size_t size) {
        if (size <= room_) { return; }
        if (size > std::numeric_limits<std::uint32_t>::max() / 2) {
            throw std::length_error("dbsp: a group has more than 2^31 - 1 changes");
        }
        // at first exactly what is needed: most lists do not grow any more
        move_to(static_cast<std::uint32_t>(
            room_ <= own_room ? size : std::max<std::size_t>(size, room_ + room_ / 2)));
    }
    /// Precondition: there is room.
    void append(E&& one) noexcept { std::construct_at(begin() + size_++, std::move(one)); }
    /// Removes the elements of which `test` is true.
    template <class Test> void erase_if(Test&& test) noexcept {
        auto* const kept = std::remove_if(begin(), end(), std::forward<Test>(test));
        cut(static_cast<std::uint32_t>(kept - begin()));
    }
    /// Removes all elements from the one at `size` on.
    void cut(std::uint32_t size) noexcept {
        std::destroy(begin() + size, end());
        size_ = size;
    }

  private:
    void move_to(std::uint32_t room) {
        auto* const made = std::allocator<E>().allocate(room);
        auto const size = size_;
        std::uninitialized_move(begin(), end(), made);
        release();
        storage_.elsewhere = made;
        size_ = size;
        room_ = room;
    }
    void release() noexcept {
        std::destroy(begin(), end());
        if (room_ > own_room) { std::allocator<E>().deallocate(storage_.elsewhere, room_); }
        size_ = 0;
        room_ = own_room;
    }
    /// Into an empty list.
    void take(compact_list& other) noexcept {
        if (other.room_ > own_room) {
            storage_.elsewhere = other.storage_.elsewhere;
        } else {
            std::uninitialized_move(other.begin(), other.end(), begin());
            std::destroy(other.begin(), other.end());
        }
        size_ = std::exchange(other.size_, 0);
        room_ = std::exchange(other.room_, own_room);
    }

    storage storage_;
    std::uint32_t size_ = 0;
    std::uint32_t room_ = own_room;
};

} // namespace dbsp::detail
