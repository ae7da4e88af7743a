// The specification as arguments: "name=value" each, the program behind "--".
#include "workspace/sandbox_specification.hpp"

#include <algorithm>
#include <charconv>

namespace proffer::workspace {

namespace {

void add(std::vector<std::string>& arguments, const std::string& name, const std::string& value) {
    if (!value.empty()) arguments.push_back(name + "=" + value);
}

Error unreadable(const std::string& argument) {
    return {ErrorCode::usage, "unknown sandbox argument '" + argument + "'", "", {}};
}

bool read_overlay(SandboxSpecification& specification, std::string_view name, const std::string& value) {
    if (name == "overlay") {
        specification.overlays.push_back({value, {}, "", ""});
        return true;
    }
    if (specification.overlays.empty()) return false;
    auto& overlay = specification.overlays.back();
    if (name == "lower")
        overlay.lowers.push_back(value);
    else if (name == "upper")
        overlay.upper = value;
    else if (name == "work")
        overlay.work = value;
    else
        return false;
    return true;
}

bool read_one(SandboxSpecification& specification, std::string_view name, const std::string& value) {
    if (name == "parent")
        std::from_chars(value.data(), value.data() + value.size(), specification.parent);
    else if (name == "namespaces")
        specification.namespaces = true;
    else if (name == "network")
        specification.network = true;
    else if (name == "directory")
        specification.directory = value;
    else if (name == "failure-file")
        specification.failure_file = value;
    else if (name == "shown-from")
        specification.shown_from = value;
    else if (name == "covered")
        specification.covered.push_back(value);
    else if (name == "masked")
        specification.masked.push_back(value);
    else if (name == "temporary")
        specification.temporary = value;
    else
        return read_overlay(specification, name, value);
    return true;
}

}  // namespace

std::vector<std::string> SandboxSpecification::to_arguments() const {
    std::vector<std::string> arguments;
    add(arguments, "parent", std::to_string(parent));
    add(arguments, "namespaces", namespaces ? "yes" : "");
    add(arguments, "network", network ? "yes" : "");
    add(arguments, "directory", directory);
    add(arguments, "failure-file", failure_file);
    for (const auto& overlay : overlays) {
        add(arguments, "overlay", overlay.at);
        for (const auto& lower : overlay.lowers) add(arguments, "lower", lower);
        add(arguments, "upper", overlay.upper);
        add(arguments, "work", overlay.work);
    }
    add(arguments, "shown-from", shown_from);
    for (const auto& path : covered) add(arguments, "covered", path);
    for (const auto& path : masked) add(arguments, "masked", path);
    add(arguments, "temporary", temporary);
    arguments.emplace_back("--");
    arguments.insert(arguments.end(), program.begin(), program.end());
    return arguments;
}

Result<SandboxSpecification> SandboxSpecification::parse(const std::vector<std::string>& arguments) {
    SandboxSpecification specification;
    const auto separator = std::find(arguments.begin(), arguments.end(), "--");
    for (auto argument = arguments.begin(); argument != separator; ++argument) {
        const auto equals = argument->find('=');
        if (equals == std::string::npos) return unreadable(*argument);
        if (!read_one(specification, std::string_view(*argument).substr(0, equals), argument->substr(equals + 1)))
            return unreadable(*argument);
    }
    if (separator != arguments.end()) specification.program.assign(separator + 1, arguments.end());
    if (specification.directory.empty()) return Error{ErrorCode::usage, "the sandbox has no directory", "", {}};
    return specification;
}

}  // namespace proffer::workspace
