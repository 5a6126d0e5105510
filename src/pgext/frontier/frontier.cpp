#include "frontier/frontier.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <charconv>
#include <format>
#include <limits>
#include <utility>

namespace pgt::ext {
namespace {

/// Reads numbers and marks from the front of a text.
class reader {
  public:
    explicit reader(std::string_view text) : whole_(text), rest_(text) {}

    template <class Number> Number number() {
        Number read{};
        const auto [end, failed] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), read);
        if (failed != std::errc()) refuse();
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return read;
    }

    /// Whether `mark` comes next; if so, it is read.
    bool take(char mark) {
        if (!rest_.starts_with(mark)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void expect(char mark) {
        if (!take(mark)) refuse();
    }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] char next() const { return rest_.front(); }

    [[noreturn]] void refuse() const {
        throw user_error(sqlstate::invalid_parameter_value, std::format("\"{}\" is not a frontier", whole_))
            .detail("A frontier looks like 700:703:701 or 700:703:701@702.4.");
    }

  private:
    std::string_view whole_;
    std::string_view rest_;
};

std::vector<std::uint64_t> read_list(reader& from) {
    std::vector<std::uint64_t> list;
    if (from.at_end() || from.next() == '@') return list;
    do { list.push_back(from.number<std::uint64_t>()); } while (from.take(','));
    return list;
}

} // namespace

frontier::frontier(std::uint64_t below, std::uint64_t end, std::vector<std::uint64_t> running,
                   std::uint64_t own, std::uint32_t own_command)
    : below_(below), end_(end), running_(std::move(running)), own_(own), own_command_(own_command) {}

frontier frontier::parse(std::string_view text) {
    frontier read;
    reader from(text);
    read.below_ = from.number<std::uint64_t>();
    from.expect(':');
    read.end_ = from.number<std::uint64_t>();
    from.expect(':');
    read.running_ = read_list(from);
    if (from.take('@')) {
        read.own_ = from.number<std::uint64_t>();
        from.expect('.');
        read.own_command_ = from.number<std::uint32_t>();
    }
    if (!from.at_end() || read.below_ > read.end_ || !std::ranges::is_sorted(read.running_)) from.refuse();
    return read;
}

std::string frontier::to_text() const {
    std::string text = std::format("{}:{}:", below_, end_);
    for (const std::uint64_t transaction : running_) text += std::format("{},", transaction);
    if (!running_.empty()) text.pop_back();
    if (own_ != 0) text += std::format("@{}.{}", own_, own_command_);
    return text;
}

frontier frontier::everything() {
    constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();
    return {none, none, {}};
}

frontier frontier::meet(std::span<const frontier> all) {
    frontier low = everything();
    // The transaction of which a part is covered: the latest that all cover at least in part.
    for (const frontier& one : all) {
        low.end_ = std::min(low.end_, one.end_);
        const bool all_know_it = std::ranges::all_of(all, [&one](const frontier& other) {
            return other.own_ == one.own_ || other.covers_all_of(one.own_);
        });
        if (one.own_ > low.own_ && all_know_it) low.own_ = one.own_;
    }
    std::uint32_t command = std::numeric_limits<std::uint32_t>::max();
    for (const frontier& one : all) {
        low.running_.insert(low.running_.end(), one.running_.begin(), one.running_.end());
        if (one.own_ == low.own_) {
            command = std::min(command, one.own_command_);
        } else if (one.own_ != 0) {
            low.running_.push_back(one.own_); // a part of it only
        }
    }
    if (low.own_ != 0) low.own_command_ = command;
    std::erase_if(low.running_, [&low](std::uint64_t transaction) {
        return transaction >= low.end_ || transaction == low.own_;
    });
    std::ranges::sort(low.running_);
    const auto doubled = std::ranges::unique(low.running_);
    low.running_.erase(doubled.begin(), doubled.end());
    low.below_ = low.running_.empty() ? low.end_ : low.running_.front();
    if (low.own_ != 0) low.below_ = std::min(low.below_, low.own_);
    return low;
}

bool frontier::covers_all_of(std::uint64_t transaction) const noexcept {
    return covers(transaction, std::numeric_limits<std::uint32_t>::max() - 1);
}

bool frontier::includes(const frontier& other) const noexcept {
    const bool has_own = other.own_ == 0 || (other.own_ == own_ ? other.own_command_ <= own_command_
                                                                : covers_all_of(other.own_));
    const auto only_other_covers = [&](std::uint64_t transaction) {
        return transaction != other.own_ && !covers_all_of(transaction) && other.covers_all_of(transaction);
    };
    if (!has_own || std::ranges::any_of(running_, only_other_covers)) return false;
    if (own_ != 0 && only_other_covers(own_)) return false;
    // Ends soon: at the first that had ended for `other`, so after those that `other` names at the latest.
    for (std::uint64_t transaction = end_; transaction < other.end_; ++transaction) {
        if (only_other_covers(transaction)) return false;
    }
    return true;
}

bool frontier::covers(std::uint64_t transaction, std::uint32_t command) const noexcept {
    if (transaction == own_) return command < own_command_;
    if (transaction < below_) return true;
    if (transaction >= end_) return false;
    return !std::ranges::binary_search(running_, transaction);
}

} // namespace pgt::ext
