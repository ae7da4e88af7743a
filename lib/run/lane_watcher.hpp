// What is shown of several lanes that work at once: their steps, each with a name, but no text that streams.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "run/ports.hpp"

namespace proffer::run {

class LaneWatcher : public Watcher {
 public:
    /// `mutex` is the lanes' own; all of it outlives this.
    LaneWatcher(Watcher& outer, std::mutex& mutex, std::string name) : outer_(outer), mutex_(mutex), name_(std::move(name)) {}

    void on_event(const std::string& line) override {
        const std::lock_guard lock(mutex_);
        outer_.on_event(name_ + ": " + line);
    }
    void on_reply_text(std::string_view) override {}
    void on_reply_restart() override {}
    void on_retry(std::string_view why) override {
        const std::lock_guard lock(mutex_);
        outer_.on_retry(name_ + ": " + std::string(why));
    }
    void on_check_start(std::string_view) override {}
    void on_check_output(std::string_view) override {}

 private:
    Watcher& outer_;
    std::mutex& mutex_;
    std::string name_;
};

/// The same world, watched by another.
[[nodiscard]] inline Ports with_watcher(const Ports& ports, Watcher& watcher) {
    return {ports.repository, ports.make_provider, ports.make_workspaces, ports.make_forge, ports.artifact, ports.clock, watcher,
            ports.redactor,   ports.rank};
}

}  // namespace proffer::run
