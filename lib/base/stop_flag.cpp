// The flag of each thread.
#include "base/stop_flag.hpp"

namespace proffer::base {

namespace {

thread_local const std::atomic<bool>* stop_flag = nullptr;

}  // namespace

StopFlagScope::StopFlagScope(const std::atomic<bool>& flag) : outer_(stop_flag) {
    stop_flag = &flag;
}

StopFlagScope::~StopFlagScope() {
    stop_flag = outer_;
}

bool is_flagged_to_stop() {
    return stop_flag != nullptr && stop_flag->load();
}

}  // namespace proffer::base
