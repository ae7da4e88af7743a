// Shows a run on stderr: plain lines, and on a terminal one line that moves while the model writes or a check runs.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "run/ports.hpp"

namespace proffer::cmd {

class Progress : public run::Watcher {
 public:
    explicit Progress(bool is_quiet, bool is_verbose);
    ~Progress() override;

    void on_event(const std::string& line) override;
    void on_reply_text(std::string_view text) override;
    void on_reply_restart() override;
    void on_retry(std::string_view why) override;
    void on_check_start(std::string_view name) override;
    void on_check_output(std::string_view bytes) override;
    void on_unit(const run::UnitsDone& done, const std::string& line) override;

 private:
    void show_moving_line(const std::string& text);
    void clear_moving_line();
    void show_check_output(std::string_view lines);

    bool is_terminal_ = false;
    bool is_quiet_ = false;
    bool is_verbose_ = false;
    bool has_moving_line_ = false;
    std::uint64_t reply_bytes_ = 0;
    std::size_t failed_units_ = 0;
    std::string check_;
    std::optional<base::LogBlock> block_;  // of the check that runs, once it prints
    std::string partial_;                  // of the check's last line, until its end comes
    std::chrono::steady_clock::time_point last_shown_{};
};

}  // namespace proffer::cmd
