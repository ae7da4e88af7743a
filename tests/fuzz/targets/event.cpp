// Payloads of webhooks. Input: one payload.
#include "ci/event.hpp"

#include "base/text.hpp"
#include "fuzz/support/input.hpp"

using namespace proffer;

namespace {

void check_event(const ci::Event& event) {
    PROFFER_PROMISE(event.trigger.issue > 0, "an event is about an issue");
    PROFFER_PROMISE(event.sender.id > 0 && !event.sender.login.empty(), "an event has a sender");
    PROFFER_PROMISE(event.trigger.values.at("issue.number") == std::to_string(event.trigger.issue), "one number");
    PROFFER_PROMISE(base::visible_line(event.trigger.summary) == event.trigger.summary, "the summary is one visible line");
    const bool is_label = event.trigger.kind == domain::TriggerKind::issue_label;
    PROFFER_PROMISE(is_label || event.trigger.kind == domain::TriggerKind::comment, "only labels and comments start tasks");
    PROFFER_PROMISE(is_label != event.labels.empty(), "a label event has labels");
    PROFFER_PROMISE(event.command.empty() || (event.command.front() == '/' && event.command.find_first_of(" \t\r\n") == std::string::npos),
                    "a command is one word");
    domain::Task task;
    task.on = {{domain::TriggerKind::manual, ""}, {domain::TriggerKind::comment, ""}, {domain::TriggerKind::issue_label, ""}};
    PROFFER_PROMISE(!ci::is_for(event, task), "no event is for a task that asks for none");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto event = ci::parse_event(fuzz::text_of(data, size));
    if (event && *event) check_event(**event);
    return 0;
}
