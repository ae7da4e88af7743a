// Splits each value of a trigger.
#include "run/seen_text.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "prompt/hidden_text.hpp"

namespace proffer::run {
namespace {

constexpr std::size_t k_most_told = 5;

bool is_rendered(const std::string& name) {
    return name.ends_with(".body");
}

}  // namespace

bool SeenTrigger::has_hidden() const {
    return std::any_of(hidden.begin(), hidden.end(), [](const report::HiddenTextFound& part) { return !part.kept; });
}

std::string SeenTrigger::warning() const {
    std::string places;
    std::size_t count = 0;
    for (const report::HiddenTextFound& part : hidden) {
        if (part.kept) continue;
        if (++count <= k_most_told)
            places += fmt::format("{}{} in line {} of {}", places.empty() ? "" : ", ", part.kind, part.line, part.source);
    }
    if (count > k_most_told) places += ", …";
    return fmt::format("{} of the trigger's text cannot be seen by people and {} left out of the prompt: {}", base::count_of(count, "part"),
                       count == 1 ? "is" : "are", places);
}

SeenTrigger seen_by_people(domain::Trigger trigger) {
    SeenTrigger seen;
    for (auto& [name, value] : trigger.values) {
        if (name == "instruction") continue;
        prompt::SplitText split = is_rendered(name) ? prompt::split_hidden(value) : prompt::split_invisible(value);
        for (prompt::HiddenPart& part : split.hidden)
            seen.hidden.push_back({name, std::move(part.kind), part.line, std::move(part.text), part.kept});
        value = std::move(split.visible);
    }
    seen.trigger = std::move(trigger);
    return seen;
}

}  // namespace proffer::run
