// Checks of lanes that work at once: as many as there are cores, and the same proposal only once.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "run/proof.hpp"

namespace proffer::run {

/// Places at the machine's cores. May be used by several threads at once.
class CheckSlots {
 public:
    explicit CheckSlots(unsigned count) : free_(count) {}

    /// Held while it lives.
    class Slot {
     public:
        explicit Slot(CheckSlots& slots);
        ~Slot();
        Slot(const Slot&) = delete;
        Slot& operator=(const Slot&) = delete;

     private:
        CheckSlots& slots_;
    };

 private:
    std::mutex mutex_;
    std::condition_variable freed_;
    unsigned free_;
};

/// The results of proposals by their tree. May be used by several threads at once.
class SharedChecks {
 public:
    /// Runs `run` unless another lane does so, or has done so, for the same tree: then its results are waited for. One that fails with an
    /// error leaves no result; the next lane runs again.
    [[nodiscard]] Result<CheckResults> run_once(const std::string& tree, const std::function<Result<CheckResults>()>& run);

 private:
    struct Entry {
        bool is_running = false;
        std::optional<CheckResults> results;
    };
    std::mutex mutex_;
    std::condition_variable finished_;
    std::map<std::string, Entry> entries_;
};

}  // namespace proffer::run
