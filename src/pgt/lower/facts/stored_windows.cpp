#include <pgt/lower/facts/stored_windows.hpp>

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/error.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <algorithm>

namespace pgt::lower {

namespace {
class window_search {
  public:
    bool operator()(const circuit& c) {
        return known_.once(c, [&] {
            const piece here(c);
            return here.is<window_operator>() ||
                   std::ranges::any_of(here.inputs(), [&](const circuit& in) { return (*this)(in); });
        });
    }

  private:
    by_circuit<bool> known_;
};
} // namespace

void require_stored_windows(const circuit& changing) {
    if (!window_search()(changing)) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     "a window function below other operators cannot be maintained incrementally")
        .detail("Its rows have to be stored in a state: computed again, they may be others.")
        .hint("Use refresh_mode => 'FULL', or cast columns whose types a table cannot have.");
}

} // namespace pgt::lower
