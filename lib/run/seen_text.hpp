// The trigger's text as people saw it: what a forge hides from its readers is taken out before anything is made of it.
#pragma once

#include <string>
#include <vector>

#include "domain/trigger.hpp"
#include "report/event.hpp"

namespace proffer::run {

struct SeenTrigger {
    domain::Trigger trigger;                      ///< its values without their hidden parts
    std::vector<report::HiddenTextFound> hidden;  ///< of all values that others wrote

    /// True when something was taken out, so that the text says less than its author sent.
    [[nodiscard]] bool has_hidden() const;
    /// For people, on one line: "3 parts of issue.body …".
    [[nodiscard]] std::string warning() const;
};

/// Bodies of issues, comments and reviews are read as Markdown; of other values only invisible characters are taken out. What the
/// operator typed ("instruction") stays as it is.
[[nodiscard]] SeenTrigger seen_by_people(domain::Trigger trigger);

}  // namespace proffer::run
