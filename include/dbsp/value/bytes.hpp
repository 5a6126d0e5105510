/// `byte_writer`, `byte_reader`: a stream of bytes whose every damage is found when it is read.
#pragma once

#include <dbsp/error.hpp>
#include <dbsp/value/xxhash.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <istream>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace dbsp {

namespace detail {

inline constexpr std::string_view snapshot_magic = "DBSPSNAP";
inline constexpr std::uint32_t snapshot_version = 1;
inline constexpr std::size_t snapshot_block = std::size_t{1} << 16U;

/// The lowest byte first, on every machine.
template <std::unsigned_integral U> void put_little_endian(U value, char* to) {
    for (std::size_t i = 0; i < sizeof(U); ++i) {
        to[i] = static_cast<char>(static_cast<unsigned char>(static_cast<std::uint64_t>(value) >> (8 * i)));
    }
}
template <std::unsigned_integral U> U get_little_endian(const char* from) {
    U value = 0;
    for (std::size_t i = 0; i < sizeof(U); ++i) {
        value = static_cast<U>(value | static_cast<U>(U{static_cast<unsigned char>(from[i])} << (8 * i)));
    }
    return value;
}

/// In front of each block.  The last one is empty.
struct block_head {
    static constexpr std::size_t size = sizeof(std::uint32_t) + sizeof(std::uint64_t);
    std::uint32_t length;
    std::uint64_t checksum;
};

/// Depends on the number of the block, so that blocks which are lost, repeated or exchanged are noticed.
inline std::uint64_t block_checksum(const char* bytes, std::size_t length, std::uint64_t number) {
    return XXH3_64bits_withSeed(bytes, length, number + 1);
}

} // namespace detail

/// Writes a snapshot: a head with a version, then blocks of at most 64 KiB, each with its length and its checksum.  What has been
/// written is whole only after `finish`.
/// Errors: `snapshot_error` where the stream takes no more.
/// Format: docs/reference/dbsp/engine/snapshot.md.
class byte_writer {
  public:
    explicit byte_writer(std::ostream& to) : to_(&to) {
        send(detail::snapshot_magic.data(), detail::snapshot_magic.size());
        std::array<char, sizeof(detail::snapshot_version)> version{};
        detail::put_little_endian(detail::snapshot_version, version.data());
        send(version.data(), version.size());
        block_.reserve(detail::snapshot_block);
    }
    /// Collects the bytes as they are, without head and blocks, for `take`.
    byte_writer() = default;
    byte_writer(const byte_writer&) = delete;
    byte_writer& operator=(const byte_writer&) = delete;
    ~byte_writer() = default;

    void bytes(const char* from, std::size_t length) {
        if (to_ == nullptr) {
            block_.append(from, length);
            return;
        }
        while (length > 0) {
            auto const part = std::min(length, detail::snapshot_block - block_.size());
            block_.append(from, part);
            from += part;
            length -= part;
            if (block_.size() == detail::snapshot_block) { send_block(); }
        }
    }
    /// An integer in as many bytes as its type has.
    template <std::integral I> void number(I value) {
        using bits = std::make_unsigned_t<I>;
        std::array<char, sizeof(bits)> encoded{};
        detail::put_little_endian(static_cast<bits>(value), encoded.data());
        bytes(encoded.data(), encoded.size());
    }
    /// How many of something follow: small numbers take one byte.
    void count(std::uint64_t value) {
        for (; value >= 0x80U; value >>= 7U) { number(static_cast<std::uint8_t>(0x80U | (value & 0x7FU))); }
        number(static_cast<std::uint8_t>(value));
    }
    void text(std::string_view value) {
        count(value.size());
        bytes(value.data(), value.size());
    }
    /// What has been collected.
    [[nodiscard]] std::string take() { return std::exchange(block_, {}); }
    /// The last call.
    void finish() {
        if (!block_.empty()) { send_block(); }
        send_block();
        to_->flush();
        require_good();
    }

  private:
    void send_block() {
        std::array<char, detail::block_head::size> head{};
        detail::put_little_endian(static_cast<std::uint32_t>(block_.size()), head.data());
        detail::put_little_endian(detail::block_checksum(block_.data(), block_.size(), number_),
                                  head.data() + sizeof(std::uint32_t));
        send(head.data(), head.size());
        send(block_.data(), block_.size());
        block_.clear();
        ++number_;
    }
    void send(const char* from, std::size_t length) {
        to_->write(from, static_cast<std::streamsize>(length));
        require_good();
    }
    void require_good() const {
        if (!*to_) { throw snapshot_error("snapshot: the stream takes no more bytes"); }
    }

    std::ostream* to_ = nullptr; ///< null: bytes are collected
    std::string block_;
    std::uint64_t number_ = 0; ///< of the block
};

/// Reads what a `byte_writer` has written, and nothing behind it.  Takes no more memory than what it has read, whatever the bytes say.
/// Errors: `snapshot_error` for whatever no `byte_writer` can have written.
class byte_reader {
  public:
    explicit byte_reader(std::istream& from) : from_(&from) {
        std::array<char, detail::snapshot_magic.size()> magic{};
        if (!receive(magic.data(), magic.size()) ||
            std::string_view(magic.data(), magic.size()) != detail::snapshot_magic) {
            throw snapshot_error("snapshot: these bytes are none; they do not begin with '" +
                                 std::string(detail::snapshot_magic) + "'");
        }
        std::array<char, sizeof(detail::snapshot_version)> version{};
        if (!receive(version.data(), version.size())) { throw_cut_off(); }
        auto const number = detail::get_little_endian<std::uint32_t>(version.data());
        if (number != detail::snapshot_version) {
            throw snapshot_error("snapshot: it has version " + std::to_string(number) +
                                 ", but this library reads version " +
                                 std::to_string(detail::snapshot_version));
        }
    }
    /// Reads bytes that a `byte_writer` has collected; they stay where they are.
    explicit byte_reader(std::string_view collected) : data_(collected), ended_(true) {}
    byte_reader(const byte_reader&) = delete;
    byte_reader& operator=(const byte_reader&) = delete;
    ~byte_reader() = default;

    void bytes(char* to, std::size_t length) {
        while (length > 0) {
            auto const part = std::min(length, available());
            std::memcpy(to, data_.data() + at_, part);
            at_ += part;
            to += part;
            length -= part;
        }
    }
    template <std::integral I> I number() {
        std::array<char, sizeof(I)> encoded{};
        bytes(encoded.data(), encoded.size());
        return static_cast<I>(detail::get_little_endian<std::make_unsigned_t<I>>(encoded.data()));
    }
    std::uint64_t count() {
        std::uint64_t value = 0;
        for (unsigned shift = 0;; shift += 7) {
            auto const part = number<std::uint8_t>();
            auto const bits = static_cast<std::uint64_t>(part & 0x7FU);
            if (shift > 63 || (bits << shift) >> shift != bits) { throw_damaged("a number is too large"); }
            value |= bits << shift;
            if ((part & 0x80U) == 0) { return value; }
        }
    }
    std::string text() {
        std::string value;
        for (auto left = count(); left > 0;) {
            auto const part = static_cast<std::size_t>(std::min<std::uint64_t>(left, available()));
            value.append(data_, at_, part);
            at_ += part;
            left -= part;
        }
        return value;
    }
    /// The last call: everything has been read.
    void finish() {
        if (at_ < data_.size() || next_block()) { throw_damaged("there is more in it than belongs there"); }
    }

    /// What a type throws that finds in its bytes what it cannot have written.
    [[noreturn]] static void throw_damaged(const std::string& what) {
        throw snapshot_error("snapshot: it is damaged: " + what);
    }

  private:
    [[noreturn]] static void throw_cut_off() {
        throw snapshot_error("snapshot: it has been cut off; its end is missing");
    }
    /// Whether so many bytes were there.
    bool receive(char* to, std::size_t length) {
        from_->read(to, static_cast<std::streamsize>(length));
        return from_->gcount() == static_cast<std::streamsize>(length);
    }
    /// The bytes of the block that are left, at least one.
    std::size_t available() {
        if (at_ == data_.size() && !next_block()) { throw_damaged("its contents end too early"); }
        return data_.size() - at_;
    }
    /// Whether there is one, other than the empty one at the end.
    bool next_block() {
        if (ended_) { return false; }
        std::array<char, detail::block_head::size> head{};
        if (!receive(head.data(), head.size())) { throw_cut_off(); }
        auto const length = detail::get_little_endian<std::uint32_t>(head.data());
        if (length > detail::snapshot_block) { throw_damaged(place() + " is longer than any"); }
        block_.resize(length);
        data_ = block_;
        at_ = 0;
        if (!receive(block_.data(), length)) { throw_cut_off(); }
        auto const checksum = detail::get_little_endian<std::uint64_t>(head.data() + sizeof(std::uint32_t));
        if (checksum != detail::block_checksum(block_.data(), length, number_)) {
            throw_damaged("the checksum of " + place() + " is wrong");
        }
        ++number_;
        ended_ = length == 0;
        return !ended_;
    }
    [[nodiscard]] std::string place() const { return "block " + std::to_string(number_); }

    std::istream* from_ = nullptr;
    std::string block_;
    std::string_view data_; ///< the block, or all that was collected
    std::size_t at_ = 0;
    std::uint64_t number_ = 0; ///< of the next block
    bool ended_ = false;
};

} // namespace dbsp
