/// `inline_executor`: runs each job at once, in the process of the scheduler.
#pragma once

#include "scheduler/executor.hpp"

namespace pgt::ext {

class inline_executor final : public executor {
  public:
    [[nodiscard]] bool has_room() const override { return finished_.empty(); }
    void start(job_order order) override;
    [[nodiscard]] std::vector<job_outcome> finished() override;

  private:
    std::vector<job_outcome> finished_;
};

} // namespace pgt::ext
