// Values that are more than text.
#include "domain/trigger.hpp"

#include "base/text.hpp"

namespace proffer::domain {

std::vector<std::string> pushed_files(const Trigger& trigger) {
    std::vector<std::string> files;
    const auto value = trigger.values.find("push.files");
    if (value == trigger.values.end()) return files;
    for (std::string_view line : base::split_lines(value->second)) {
        if (line.ends_with('\n')) line.remove_suffix(1);
        files.emplace_back(line);
    }
    return files;
}

}  // namespace proffer::domain
