/// `memory_store`: a store in memory, whose calls fail when a test says so.
#pragma once

#include <dbsp/store/key_value_store.hpp>

#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace dbsp::test {

/// What a test sees of a store, and says to it, as long as it likes.
struct store_watch {
    static constexpr auto never = std::numeric_limits<std::size_t>::max();
    std::map<std::string, std::string, std::less<>> contents;
    std::size_t reads = 0;
    std::size_t writes = 0;          ///< changes of keys
    std::size_t fails_after = never; ///< so many calls succeed, then one fails
};

class memory_store final : public key_value_store {
  public:
    explicit memory_store(std::shared_ptr<store_watch> watch) : watch_(std::move(watch)) {}

    [[nodiscard]] std::optional<std::string> get(std::string_view key) override {
        call();
        ++watch_->reads;
        auto const found = watch_->contents.find(key);
        if (found == watch_->contents.end()) { return std::nullopt; }
        return found->second;
    }
    /// One that fails has made half of the changes.
    void write(const store_batch& batch) override {
        auto& to = watch_->contents;
        bool const fails = is_due();
        for (const auto& [first, last] : batch.erased) {
            to.erase(to.lower_bound(first), to.lower_bound(last));
        }
        auto const count = fails ? batch.changes.size() / 2 : batch.changes.size();
        for (std::size_t i = 0; i < count; ++i) {
            const auto& one = batch.changes[i];
            if (one.value) {
                to.insert_or_assign(one.key, *one.value);
            } else {
                to.erase(one.key);
            }
        }
        if (fails) { throw store_error("memory_store: no space is left"); }
        watch_->writes += count;
    }
    void scan(std::string_view first, std::string_view last,
              const std::function<void(std::string_view, std::string_view)>& use) override {
        call();
        for (auto at = watch_->contents.lower_bound(first); at != watch_->contents.end() && at->first < last;
             ++at) {
            use(at->first, at->second);
        }
    }
    [[nodiscard]] std::uint64_t bytes() const override {
        std::uint64_t sum = 0;
        for (const auto& [key, value] : watch_->contents) { sum += key.size() + value.size(); }
        return sum;
    }

  private:
    /// Whether this call is the one that fails.
    bool is_due() {
        if (watch_->fails_after == store_watch::never) { return false; }
        if (watch_->fails_after > 0) {
            --watch_->fails_after;
            return false;
        }
        watch_->fails_after = store_watch::never;
        return true;
    }
    void call() {
        if (is_due()) { throw store_error("memory_store: it cannot be read"); }
    }

    std::shared_ptr<store_watch> watch_;
};

} // namespace dbsp::test
