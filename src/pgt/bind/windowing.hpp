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

/// The calls are over the rows below the windows; results follow the columns of these rows, of which there are `width`.
struct windowing {
    std::size_t width;
    std::vector<window_call> calls = {};

    /// The result of a call as a column; equal calls are one.
    [[nodiscard]] expression result(const window_call& call);
};

/// `map(values) o group_transform(calls) o map(what they read)`: `rows` are the rows below, and `columns` the positions of the
/// columns that calls and values read; values read results, too.
[[nodiscard]] circuit over_windows(const circuit& rows, const std::vector<expression>& columns,
                                   const windowing& windows, const std::vector<expression>& values);

} // namespace pgt::bind::detail
