#include "support/git_http.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "base/text.hpp"
#include "os/process.hpp"

namespace proffer::support {
namespace {

/// What a CGI program printed: header lines, an empty line, the body.
HttpAnswer read_cgi(const std::string& output) {
    HttpAnswer answer;
    std::size_t at = 0;
    while (true) {
        const std::size_t end = output.find('\n', at);
        if (end == std::string::npos) throw std::runtime_error("no CGI headers: " + output);
        const std::string_view line = base::trim_right(std::string_view(output).substr(at, end - at));
        at = end + 1;
        if (line.empty()) break;
        const std::size_t colon = line.find(':');
        const std::string name(line.substr(0, colon));
        const std::string value(base::trim(line.substr(colon + 1)));
        if (name == "Status")
            answer.status = std::atoi(value.c_str());
        else
            answer.headers.emplace_back(name, value);
    }
    answer.body = output.substr(at);
    return answer;
}

}  // namespace

GitHttpServer::GitHttpServer(std::filesystem::path directory, os::Environment environment, GitHttpFault fault)
    : directory_(std::move(directory)),
      environment_(std::move(environment)),
      fault_(std::move(fault)),
      server_([this](const HttpRequest& request) { return answer(request); }) {}

HttpAnswer GitHttpServer::answer(const HttpRequest& request) const {
    return serve_git(directory_, environment_, request, fault_);
}

HttpAnswer serve_git(const std::filesystem::path& directory, const os::Environment& environment, const HttpRequest& request,
                     const GitHttpFault& fault) {
    const bool faulty = request.target.find(fault.where) != std::string::npos;
    if (faulty && !fault.redirect_to.empty()) {
        HttpAnswer redirect;
        redirect.status = 307;
        redirect.headers = {{"Location", fault.redirect_to + request.target}};
        return redirect;
    }
    os::Command command;
    command.arguments = {"git", "http-backend"};
    command.environment = environment;
    command.environment.set("GIT_PROJECT_ROOT", directory.string());
    command.environment.set("GIT_HTTP_EXPORT_ALL", "1");
    command.environment.set("REMOTE_USER", "tester");
    command.environment.set("REQUEST_METHOD", request.method);
    command.environment.set("PATH_INFO", request.path());
    const std::size_t query = request.target.find('?');
    command.environment.set("QUERY_STRING", query == std::string::npos ? "" : request.target.substr(query + 1));
    command.environment.set("CONTENT_TYPE", request.header("content-type"));
    command.environment.set("HTTP_CONTENT_ENCODING", request.header("content-encoding"));
    command.environment.set("GIT_PROTOCOL", request.header("git-protocol"));
    command.input = request.body;
    if (faulty && fault.forget_after_bytes) command.input.resize(std::min(command.input.size(), *fault.forget_after_bytes));
    command.environment.set("CONTENT_LENGTH", std::to_string(command.input.size()));
    const auto finished = os::run(command);
    if (!finished) throw std::runtime_error(finished.error().text());
    HttpAnswer answer;
    if (faulty && fault.forget_after_bytes) {
        answer.silent = true;
        return answer;
    }
    answer = read_cgi(finished->output);
    if (faulty) answer.body.insert(0, fault.insert_before);
    if (faulty) answer.cut_after_bytes = fault.cut_after_bytes;
    return answer;
}

}  // namespace proffer::support
