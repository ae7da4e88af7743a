// Reads the payload and asks the forge.
#include "cmd/event_gate.hpp"

#include "cmd/result_output.hpp"
#include "domain/conclusion.hpp"
#include "forge/factory.hpp"
#include "forge/permission.hpp"
#include "os/files.hpp"

namespace proffer::cmd {
namespace {

int end(const CommonFlags& common, domain::Conclusion conclusion, const std::string& why, const std::string& remedy) {
    print_conclusion(conclusion, why, common.json, remedy);
    return domain::exit_status(conclusion);
}

std::string value_of(const ci::Event& event, const char* name) {
    const auto found = event.trigger.values.find(name);
    return found == event.trigger.values.end() ? std::string() : found->second;
}

}  // namespace

Result<JobEvent> read_job_event(const RunFlags& flags, const Project& project) {
    const std::string file = flags.event.empty() ? ci::event_file(project.environment) : flags.event;
    if (file.empty()) return JobEvent();
    auto text = os::read_file(file, ci::k_event_limit_bytes);
    if (!text) return std::move(text).error().while_doing("reading the event");
    auto event = ci::parse_event(*text);
    if (!event) return std::move(event).error().while_doing("reading the event in '" + file + "'");
    return JobEvent{true, *std::move(event)};
}

Result<std::optional<int>> stop_at_gate(const CommonFlags& common, const Project& project, const ci::Event& event) {
    PROFFER_TRY(const std::string url, project.repository->remote_url());
    auto connection = forge::connect(project.environment, url, std::string(k_user_agent));
    if (!connection || !connection->api) {
        const std::string why = connection ? "there is no token to ask the forge with" : connection.error().message;
        return std::optional(end(common, domain::Conclusion::not_authorized, "who may start a run cannot be known: " + why,
                                 "give the job a token (PROFFER_TOKEN, or the forge's own) that may read members and issues"));
    }
    const forge::Ruling ruling = forge::rule_on(*connection->api, {event.sender.id, event.sender.login, event.trigger.issue,
                                                                   value_of(event, "issue.title"), value_of(event, "issue.body")});
    if (ruling.answer == forge::Answer::yes) return std::optional<int>();
    const auto conclusion = ruling.answer == forge::Answer::no ? domain::Conclusion::not_authorized : domain::Conclusion::skipped;
    return std::optional(end(common, conclusion, ruling.why, ruling.remedy));
}

}  // namespace proffer::cmd
