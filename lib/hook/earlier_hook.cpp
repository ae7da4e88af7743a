// Reads the first line of a script.
#include "hook/earlier_hook.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace proffer::hook {
namespace {

constexpr std::array<std::string_view, 6> k_shells = {"sh", "bash", "dash", "ksh", "zsh", "ash"};
// Fixed text: the names travel as arguments.
constexpr const char* k_read_in = ". \"$0.before-proffer\"";

bool is_shell(std::string_view program) {
    const std::string_view name = program.substr(program.rfind('/') + 1);
    return std::find(k_shells.begin(), k_shells.end(), name) != k_shells.end();
}

/// "/bin/sh", "-e" of "#!/bin/sh -e"; empty when there is no such line.
std::vector<std::string> interpreter_of(std::string_view beginning) {
    if (!beginning.starts_with("#!")) return {};
    const std::string_view line = base::trim(beginning.substr(2, beginning.find('\n') - 2));
    const auto blank = line.find_first_of(" \t");
    std::vector<std::string> words = {std::string(line.substr(0, blank))};
    // The system gives the rest as one argument.
    if (blank != std::string_view::npos) words.emplace_back(base::trim(line.substr(blank)));
    return words;
}

/// The shell's command line, or nothing for other programs.
std::vector<std::string> shell_of(std::string_view beginning) {
    // git starts files without such a line with sh.
    const bool is_text = beginning.find('\0') == std::string_view::npos;
    if (!beginning.starts_with("#!")) return is_text ? std::vector<std::string>{"/bin/sh"} : std::vector<std::string>();
    std::vector<std::string> words = interpreter_of(beginning);
    const bool is_env = words.size() == 2 && words[0].ends_with("/env");
    if (is_env) return is_shell(words[1]) ? words : std::vector<std::string>();
    return is_shell(words[0]) ? words : std::vector<std::string>();
}

}  // namespace

std::vector<std::string> earlier_hook_command(const std::string& file, std::string_view beginning,
                                              const std::vector<std::string>& arguments) {
    std::vector<std::string> command;
    if (file.ends_with(k_earlier_suffix)) command = shell_of(beginning);
    if (command.empty()) {
        command = {file};
    } else {
        // A name without a slash would be looked for in PATH.
        std::string name = file.substr(0, file.size() - k_earlier_suffix.size());
        if (name.find('/') == std::string::npos) name.insert(0, "./");
        command.insert(command.end(), {"-c", k_read_in, std::move(name)});
    }
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
}

}  // namespace proffer::hook
