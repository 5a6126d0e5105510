#include "scheduler/message.hpp"

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace pgt::ext {
namespace {

class writer {
  public:
    template <class T>
        requires std::is_trivially_copyable_v<T>
    void put(const T& value) {
        append(&value, sizeof value);
    }
    void put(std::string_view text) {
        put(text.size());
        append(text.data(), text.size());
    }
    template <class T> void put_all(const std::vector<T>& values) {
        put(values.size());
        for (const T& one : values) { put(one); }
    }
    [[nodiscard]] std::vector<std::byte> take() { return std::move(bytes_); }

  private:
    void append(const void* from, std::size_t size) {
        const auto* const first = static_cast<const std::byte*>(from);
        bytes_.insert(bytes_.end(), first, first + size);
    }

    std::vector<std::byte> bytes_;
};

class reader {
  public:
    explicit reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

    template <class T>
        requires std::is_trivially_copyable_v<T>
    [[nodiscard]] T get() {
        T value{};
        std::memcpy(&value, next(sizeof value).data(), sizeof value);
        return value;
    }
    [[nodiscard]] std::string text() {
        const std::span<const std::byte> bytes = next(get<std::size_t>());
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
    template <class T> [[nodiscard]] std::vector<T> all() {
        std::vector<T> values(get<std::size_t>());
        for (T& one : values) { one = get<T>(); }
        return values;
    }

  private:
    std::span<const std::byte> next(std::size_t size) {
        if (size > bytes_.size()) { throw std::logic_error("a message between processes is too short"); }
        const std::span<const std::byte> taken = bytes_.first(size);
        bytes_ = bytes_.subspan(size);
        return taken;
    }

    std::span<const std::byte> bytes_;
};

void put_table(writer& to, const job_table& one) {
    to.put(one.id);
    to.put(one.relation);
    to.put(std::string_view(one.name.schema));
    to.put(std::string_view(one.name.name));
    to.put_all(one.reads);
    to.put(one.is_announced);
    to.put(one.reads_watermarks);
}

job_table get_table(reader& from) {
    job_table one;
    one.id = from.get<std::int64_t>();
    one.relation = from.get<pg::oid>();
    one.name.schema = from.text();
    one.name.name = from.text();
    one.reads = from.all<pg::oid>();
    one.is_announced = from.get<bool>();
    one.reads_watermarks = from.get<bool>();
    return one;
}

} // namespace

std::vector<std::byte> message_of(const job_order& order) {
    writer to;
    to.put(order.tables.size());
    for (const job_table& one : order.tables) { put_table(to, one); }
    to.put(order.by);
    to.put(order.round);
    to.put(order.time_limit);
    to.put(order.attempt);
    return to.take();
}

job_order read_order(std::span<const std::byte> message) {
    reader from(message);
    job_order order;
    order.tables.resize(from.get<std::size_t>());
    for (job_table& one : order.tables) { one = get_table(from); }
    order.by = from.get<schedule::initiator>();
    order.round = from.get<schedule::time_point>();
    order.time_limit = from.get<schedule::span>();
    order.attempt = from.get<int>();
    return order;
}

std::vector<std::byte> message_of(const job_outcome& outcome) {
    writer to;
    to.put(outcome.how);
    to.put(outcome.took);
    to.put(outcome.at);
    to.put(std::string_view(outcome.failure.sqlstate));
    to.put(std::string_view(outcome.failure.message));
    to.put(outcome.exceeded.has_value());
    to.put(outcome.exceeded.value_or(schedule::span(0)));
    to.put_all(outcome.announcements);
    return to.take();
}

job_outcome read_outcome(std::span<const std::byte> message) {
    reader from(message);
    job_outcome outcome;
    outcome.how = from.get<job_outcome::result>();
    outcome.took = from.get<schedule::span>();
    outcome.at = from.get<std::size_t>();
    outcome.failure.sqlstate = from.text();
    outcome.failure.message = from.text();
    const bool is_exceeded = from.get<bool>();
    const auto limit = from.get<schedule::span>();
    if (is_exceeded) { outcome.exceeded = limit; }
    outcome.announcements = from.all<std::int64_t>();
    return outcome;
}

} // namespace pgt::ext
