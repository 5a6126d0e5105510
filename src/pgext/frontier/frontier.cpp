#include "frontier/frontier.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <charconv>
#include <format>
#include <limits>
#include <utility>

namespace pgt::ext {
namespace {

/// Takes numbers and marks from the front of a text.
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

    /// Whether `mark` comes next, which it then takes.
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

bool frontier::includes(const frontier& other) const noexcept {
    constexpr std::uint32_t any_command = std::numeric_limits<std::uint32_t>::max() - 1;
    const bool has_own = other.own_ == 0 || (other.own_ == own_ ? other.own_command_ <= own_command_
                                                                : covers(other.own_, any_command));
    const auto only_other_covers = [&](std::uint64_t transaction) {
        return transaction != other.own_ && !covers(transaction, any_command) &&
               other.covers(transaction, any_command);
    };
    if (!has_own || std::ranges::any_of(running_, only_other_covers)) return false;
    if (own_ != 0 && only_other_covers(own_)) return false;
    // Ends soon: at the first that was over for `other`, so after those that `other` names at the latest.
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
