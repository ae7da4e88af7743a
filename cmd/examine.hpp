// Everything a run will need, looked at before it begins. Nothing is written anywhere and no token is spent.
#pragma once

#include <string>
#include <vector>

#include "cmd/command.hpp"
#include "domain/advice.hpp"

namespace proffer::cmd {

/// As for `run`.
struct ExamineFlags {
    std::string provider;
    std::string model;
    std::string base_url;
    std::vector<std::string> allowed_hosts;
    std::string isolation;
    std::vector<std::string> shown;
    std::string author;
};

/// In the order in which a run would meet them; free of secrets.
[[nodiscard]] std::vector<domain::Advice> examine(const CommonFlags& common, const ExamineFlags& flags);

}  // namespace proffer::cmd
