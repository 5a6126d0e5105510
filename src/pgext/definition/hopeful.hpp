/// `hopeful`: whether to try first what is fast where it succeeds.
#pragma once

#include <algorithm>

namespace pgt::ext {

/// Tries again after a pause that each failure doubles and each success halves: where one attempt in ten fails, most are made, where every
/// second one fails, few.
class hopeful {
  public:
    [[nodiscard]] bool tries() const noexcept { return left_ == 0; }
    /// What an attempt has come to, or, in a pause, that there was an occasion for one.
    void note(bool succeeded) noexcept {
        if (left_ > 0) {
            --left_;
        } else if (succeeded) {
            pause_ /= 2;
        } else {
            pause_ = std::min(2 * pause_ + 2, longest);
            left_ = pause_;
        }
    }

  private:
    static constexpr int longest = 1022;
    int pause_ = 0; ///< the last one
    int left_ = 0;  ///< of it
};

} // namespace pgt::ext
