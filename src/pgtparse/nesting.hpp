/// `nesting`: counts the depth of nesting during its lifetime.
#pragma once

#include <pgt/checkpoint.hpp>
#include <pgt/error.hpp>
#include <pgt/syntax/refusal.hpp>

#include <string>

namespace pgt::parse {

/// A kind of nesting, its limit, and the advice to users.
struct nesting_limit {
    const char* what;
    int most;
    const char* advice;
};

/// The error of what is nested too deeply.
[[nodiscard]] inline user_error too_deep(const nesting_limit& limit, int at) {
    return user_error(sqlstate::program_limit_exceeded, std::string(limit.what) + " are nested too deeply")
        .detail("More than " + std::to_string(limit.most) + " levels are not supported.")
        .hint(limit.advice)
        .at(syntax::position(at));
}

[[nodiscard]] inline nesting_limit query_nesting(int most) {
    return {"queries", most, "Move parts of the query into views."};
}
/// Deeper trees would need too much stack in the following passes.
inline constexpr nesting_limit operation_nesting{"operations", 1000,
                                                 "Move parts of the query into views or subqueries."};

class nesting {
  public:
    nesting(int& depth, const nesting_limit& limit, int at) : depth_(depth) {
        if (depth_ >= limit.most) { throw too_deep(limit, at); }
        checkpoint();
        ++depth_;
    }
    nesting(const nesting&) = delete;
    nesting& operator=(const nesting&) = delete;
    ~nesting() { --depth_; }

  private:
    int& depth_;
};

} // namespace pgt::parse
