/// `windowing`: the window functions of one SELECT.
#pragma once

#include <pgt/circuit/functions.hpp>
#include <pgt/syntax/expression.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace pgt::bind::detail {

/// The windows of a WINDOW clause.
class named_windows {
  public:
    explicit named_windows(const std::vector<syntax::window>& clause) : clause_(clause) {}

    /// A window with what it continues, which has no name and no base.  Errors: 42704 for a window that does not exist, 42P20 for
    /// one that cannot be continued so.
    [[nodiscard]] syntax::window resolved(const syntax::window& w) const;

  private:
    [[nodiscard]] syntax::window find(const std::string& name, std::size_t before, int at) const;
    [[nodiscard]] syntax::window continued(const syntax::window& w, std::size_t before) const;

    const std::vector<syntax::window>& clause_;
};

/// The window functions of a SELECT, over the numbers of the columns below, and the number of each result.
struct windowing {
    std::vector<window_call> calls = {};
    std::vector<std::size_t> numbers = {};
};

/// `map(values) o group_transform(calls) o map(what they read)`, `columns` being what the numbers are over `rows`; without calls
/// `map(values)`.
[[nodiscard]] circuit over_windows(const circuit& rows, const std::vector<expression>& columns,
                                   const windowing& windows, const std::vector<expression>& values);

} // namespace pgt::bind::detail
