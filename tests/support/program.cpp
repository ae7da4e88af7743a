#include "support/program.hpp"

#include <fstream>
#include <stdexcept>

namespace proffer::support {

os::Finished proffer(const TestRepository& repository, std::vector<std::string> arguments,
                     const std::map<std::string, std::string>& environment) {
    os::Command command;
    command.arguments = std::move(arguments);
    command.arguments.insert(command.arguments.begin(), PROFFER_BINARY);
    command.environment = repository.environment();
    for (const auto& [name, value] : environment) {
        if (value.empty())
            command.environment.erase(name);
        else
            command.environment.set(name, value);
    }
    command.directory = repository.path();
    command.timeout = std::chrono::minutes(2);
    auto finished = os::run(command);
    if (!finished) throw std::runtime_error("cannot run proffer: " + finished.error().text());
    return *std::move(finished);
}

JsonRun proffer_json(const TestRepository& repository, std::vector<std::string> arguments,
                     const std::map<std::string, std::string>& environment) {
    arguments.push_back("--json");
    os::Finished finished = proffer(repository, std::move(arguments), environment);
    auto result = json::Value::parse(finished.output);
    if (!result) throw std::runtime_error("no JSON on stdout: " + finished.output + "\n" + finished.error_output);
    return {std::move(finished), *std::move(result)};
}

std::filesystem::path record_replies(const TestRepository& repository, const std::vector<std::string>& replies) {
    const std::filesystem::path directory = repository.beside("replies");
    std::filesystem::remove_all(directory);
    std::filesystem::create_directories(directory);
    for (std::size_t i = 0; i < replies.size(); ++i) {
        std::string number = std::to_string(i + 1);
        number.insert(0, 3 - number.size(), '0');
        std::ofstream(directory / (number + ".md"), std::ios::binary) << replies[i];
    }
    return directory;
}

std::string modified(const std::string& path, const std::string& content) {
    return "<MODIFIED path=\"" + path + "\">\n" + content + "</MODIFIED>\n";
}

}  // namespace proffer::support
