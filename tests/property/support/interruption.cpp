#include "property/support/interruption.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>

namespace dbsp::test {

namespace {
constexpr auto never = std::numeric_limits<std::size_t>::max();
thread_local std::size_t calls_left = never;
thread_local std::size_t allocations_left = never;

/// Whether it is the one.
bool counts_down(std::size_t& left) {
    if (left == never) { return false; }
    if (left == 0) {
        left = never;
        return true;
    }
    --left;
    return false;
}

void* allocate(std::size_t size) {
    if (counts_down(allocations_left)) { throw std::bad_alloc(); }
    if (void* const made = std::malloc(size == 0 ? 1 : size)) { return made; }
    throw std::bad_alloc();
}
} // namespace

interrupting::interrupting(interruption kind, std::size_t at) {
    (kind == interruption::of_function ? calls_left : allocations_left) = at;
}
interrupting::~interrupting() {
    calls_left = never;
    allocations_left = never;
}

void interruption_point() {
    if (counts_down(calls_left)) { throw interrupted(); }
}

namespace {
std::array<std::unique_ptr<int>, 2>
    kept; // not on the stack of the test: a compiler may leave out such allocations
} // namespace

TEST_CASE("each call and each allocation is interrupted once", "[support]") {
    int calls = 0;
    int allocations = 0;
    auto const work = [&] {
        interruption_point();
        ++calls;
        kept[0] = std::make_unique<int>(1);
        ++allocations;
        interruption_point();
        kept[1] = std::make_unique<int>(2);
        ++allocations;
    };
    CHECK(interrupt_until_done(interruption::of_function, work, [] {}) == 2);
    CHECK(calls == 2);
    allocations = 0;
    CHECK(interrupt_until_done(interruption::of_memory, work, [] {}) == 2);
    CHECK(allocations == 3);
}

} // namespace dbsp::test

// Of the whole program.
void* operator new(std::size_t size) { return dbsp::test::allocate(size); }
void* operator new[](std::size_t size) { return dbsp::test::allocate(size); }
// std::stable_sort and others allocate by these; a sanitizer's own would not be freed by what stands below.
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
    try {
        return dbsp::test::allocate(size);
    } catch (...) { return nullptr; }
}
void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept { return operator new(size, tag); }
void operator delete(void* at) noexcept { std::free(at); }
void operator delete[](void* at) noexcept { std::free(at); }
void operator delete(void* at, std::size_t) noexcept { std::free(at); }
void operator delete[](void* at, std::size_t) noexcept { std::free(at); }
