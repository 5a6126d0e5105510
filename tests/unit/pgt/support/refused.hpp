/// What the front end says when it refuses something.
#pragma once

#include <pgt/error.hpp>

#include <catch2/catch_all.hpp>

#include <optional>
#include <string>

namespace support {

/// The error that `attempt` ends with.  The test fails where there is none.
template <class Attempt> pgt::user_error refused(Attempt&& attempt) {
    try {
        attempt();
    } catch (const pgt::user_error& e) { return e; }
    FAIL("nothing was refused");
    throw std::logic_error("not reached");
}

/// The text from the place on that an error points at.
inline std::string pointed_at(const std::string& sql, const pgt::user_error& e) {
    return e.position() ? sql.substr(static_cast<std::size_t>(*e.position())) : "nothing";
}

} // namespace support
