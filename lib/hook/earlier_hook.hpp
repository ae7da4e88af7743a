// The hook that was there before ours: how it is started so that it notices nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace proffer::hook {

/// What follows the name of the hook that ours took the place of.
inline constexpr std::string_view k_earlier_suffix = ".before-proffer";

/// The command line that runs `file`, a hook set aside under another name. A shell script is read in under the hook's own name, because
/// husky's looks at `$0` to know which hook it is; everything else is started as it is. `beginning` is the start of its bytes; `arguments`
/// are those of the hook.
[[nodiscard]] std::vector<std::string> earlier_hook_command(const std::string& file, std::string_view beginning,
                                                            const std::vector<std::string>& arguments);

}  // namespace proffer::hook
