// Waiting for cores and for each other.
#include "run/shared_checks.hpp"

#include <chrono>

#include "base/stop_flag.hpp"

namespace proffer::run {
namespace {

// A lane that is no longer wanted must not wait to the end.
constexpr std::chrono::milliseconds k_look_again{50};

}  // namespace

CheckSlots::Slot::Slot(CheckSlots& slots) : slots_(slots) {
    std::unique_lock lock(slots_.mutex_);
    slots_.freed_.wait(lock, [&] { return slots_.free_ > 0; });
    --slots_.free_;
}

CheckSlots::Slot::~Slot() {
    {
        const std::lock_guard lock(slots_.mutex_);
        ++slots_.free_;
    }
    slots_.freed_.notify_one();
}

Result<CheckResults> SharedChecks::run_once(const std::string& tree, const std::function<Result<CheckResults>()>& run) {
    std::unique_lock lock(mutex_);
    Entry& entry = entries_[tree];
    while (entry.is_running) {
        if (base::is_flagged_to_stop()) return Error{ErrorCode::interrupted, "stopped while the same proposal was checked", "", {}};
        finished_.wait_for(lock, k_look_again);
    }
    if (entry.results) return *entry.results;
    entry.is_running = true;
    lock.unlock();
    auto results = run();
    lock.lock();
    entry.is_running = false;
    if (results) entry.results = *results;
    finished_.notify_all();
    return results;
}

}  // namespace proffer::run
