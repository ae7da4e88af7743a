// The specification as arguments: "name=value" each, the program behind "--".
#include "workspace/sandbox_specification.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace proffer::workspace {

namespace {

using Specification = SandboxSpecification;

struct Flag {
    std::string_view name;
    bool Specification::*member;
};

struct Text {
    std::string_view name;
    std::string Specification::*member;
};

struct List {
    std::string_view name;
    std::vector<std::string> Specification::*member;
};

constexpr std::array<Flag, 5> k_flags = {{{"namespaces", &Specification::namespaces},
                                          {"network", &Specification::network},
                                          {"filter", &Specification::filter},
                                          {"landlock", &Specification::landlock},
                                          {"probe", &Specification::probe}}};
constexpr std::array<Text, 5> k_texts = {{{"root-helper", &Specification::root_helper},
                                          {"directory", &Specification::directory},
                                          {"failure-file", &Specification::failure_file},
                                          {"staging", &Specification::staging},
                                          {"temporary", &Specification::temporary}}};
constexpr std::array<List, 3> k_lists = {
    {{"shown", &Specification::shown}, {"masked", &Specification::masked}, {"variable", &Specification::variables}}};

void add(std::vector<std::string>& arguments, std::string_view name, const std::string& value) {
    if (!value.empty()) arguments.push_back(std::string(name) + "=" + value);
}

template <typename Number>
void add_number(std::vector<std::string>& arguments, std::string_view name, Number value) {
    if (value != 0) add(arguments, name, std::to_string(value));
}

template <typename Number>
bool read_number(const std::string& value, Number& number) {
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
    return problem == std::errc{} && end == value.data() + value.size();
}

Error unreadable(const std::string& argument) {
    return {ErrorCode::usage, "unknown sandbox argument '" + argument + "'", "", {}};
}

/// What belongs to the entry begun last.
bool read_part(Specification& specification, std::string_view name, const std::string& value) {
    if (name == "at" && !specification.placed.empty()) {
        specification.placed.back().at = value;
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

bool read_one(Specification& specification, std::string_view name, const std::string& value) {
    for (const auto& flag : k_flags)
        if (flag.name == name) return specification.*flag.member = true;
    for (const auto& text : k_texts) {
        if (text.name != name) continue;
        specification.*text.member = value;
        return true;
    }
    for (const auto& list : k_lists) {
        if (list.name != name) continue;
        (specification.*list.member).push_back(value);
        return true;
    }
    if (name == "parent") return read_number(value, specification.parent);
    if (name == "user") return read_number(value, specification.user);
    if (name == "group") return read_number(value, specification.group);
    if (name == "processes") return read_number(value, specification.processes);
    if (name == "overlay")
        specification.overlays.push_back({value, {}, "", ""});
    else if (name == "placed")
        specification.placed.push_back({value, ""});
    else
        return read_part(specification, name, value);
    return true;
}

}  // namespace

std::vector<std::string> SandboxSpecification::to_arguments() const {
    std::vector<std::string> arguments;
    add_number(arguments, "parent", parent);
    add_number(arguments, "user", user);
    add_number(arguments, "group", group);
    add_number(arguments, "processes", processes);
    for (const auto& flag : k_flags) add(arguments, flag.name, this->*flag.member ? "yes" : "");
    for (const auto& text : k_texts) add(arguments, text.name, this->*text.member);
    for (const auto& list : k_lists)
        for (const auto& value : this->*list.member) add(arguments, list.name, value);
    for (const auto& overlay : overlays) {
        add(arguments, "overlay", overlay.at);
        for (const auto& lower : overlay.lowers) add(arguments, "lower", lower);
        add(arguments, "upper", overlay.upper);
        add(arguments, "work", overlay.work);
    }
    for (const auto& place : placed) {
        add(arguments, "placed", place.from);
        add(arguments, "at", place.at);
    }
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
