// `proffer hook pre-push`, the part of it that a push has to wait for.
#pragma once

#include <optional>
#include <string>

namespace proffer::cmd {

struct PrePushArguments {
    std::string earlier;  ///< the hook that was there before ours; empty, or no file: none
    std::string remote;
    std::string url;
};

/// The usual command line, read without setting anything up; nothing for one that is better explained by the parser of all commands.
[[nodiscard]] std::optional<PrePushArguments> quick_arguments(int argument_count, char** arguments);

/// Gives the exit status: 0 lets the push go on. Whatever is wrong with proffer is told in one line and stops no push.
[[nodiscard]] int run_pre_push(const PrePushArguments& arguments);

}  // namespace proffer::cmd
