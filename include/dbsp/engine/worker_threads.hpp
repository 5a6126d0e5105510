/// `worker_threads`: threads that do one work together, each its part.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// A number of workers; the caller of `together` is the first of them, the others are threads that wait between works.
class worker_threads {
  public:
    explicit worker_threads(std::size_t size) : failures_(size) {
        threads_.reserve(size - 1);
        for (std::size_t number = 1; number < size; ++number) {
            threads_.emplace_back([this, number](const std::stop_token& stop) { serve(stop, number); });
        }
    }
    worker_threads(const worker_threads&) = delete; // its threads point to it
    worker_threads& operator=(const worker_threads&) = delete;
    ~worker_threads() = default;

    [[nodiscard]] std::size_t size() const { return failures_.size(); }

    /// `work(number)` of all workers at once.  When all are done, throws what it has thrown: of several workers, that of the first.
    template <class Work> void together(Work&& work) {
        begin({std::addressof(work), [](const void* of, std::size_t number) {
                   // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): it was made of a `Work` above
                   (*static_cast<std::remove_reference_t<Work>*>(const_cast<void*>(of)))(number);
               }});
        attempt(0);
        wait();
        rethrow();
    }

  private:
    struct task {
        const void* work = nullptr;
        void (*run)(const void*, std::size_t) = nullptr;
    };

    void begin(task now) {
        {
            std::lock_guard const lock(mutex_);
            task_ = now;
            running_ = threads_.size();
            ++number_;
        }
        begins_.notify_all();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        ends_.wait(lock, [this] { return running_ == 0; });
    }
    void serve(const std::stop_token& stop, std::size_t number) {
        std::uint64_t done = 0;
        std::unique_lock lock(mutex_);
        while (begins_.wait(lock, stop, [&] { return number_ != done; })) {
            done = number_;
            lock.unlock();
            attempt(number);
            lock.lock();
            if (--running_ == 0) { ends_.notify_one(); }
        }
    }
    void attempt(std::size_t number) noexcept {
        try {
            task_.run(task_.work, number);
        } catch (...) { failures_[number] = std::current_exception(); }
    }
    void rethrow() {
        std::exception_ptr first;
        for (auto& one : failures_) {
            if (auto const failure = std::exchange(one, nullptr); failure && !first) { first = failure; }
        }
        if (first) { std::rethrow_exception(first); }
    }

    std::mutex mutex_;
    std::condition_variable_any begins_;
    std::condition_variable ends_;
    task task_;
    std::uint64_t number_ = 0;                 ///< of the work
    std::size_t running_ = 0;                  ///< threads that have not done their parts yet
    std::vector<std::exception_ptr> failures_; ///< of each worker
    std::vector<std::jthread> threads_;        ///< the last member: its destructor waits for the threads
};

} // namespace dbsp::detail
