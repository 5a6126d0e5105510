/// `inline_executor`: runs each job at once, in the process of the scheduler.
#pragma once

#include "scheduler/executor.hpp"

#include <pgt/schedule/patience.hpp>

namespace pgt::ext {

class inline_executor final : public executor {
  public:
    inline_executor();
    [[nodiscard]] answer start(const job_order& order) override;
    [[nodiscard]] std::vector<ended_job> finished() override;

  private:
    std::vector<ended_job> finished_;
    schedule::patience patience_;
};

} // namespace pgt::ext
