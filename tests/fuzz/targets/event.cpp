// Payloads of webhooks. Input: one payload.
#include "ci/event.hpp"

#include "base/text.hpp"
#include "fuzz/support/input.hpp"

using namespace proffer;

namespace {

void check_event(const ci::Event& event) {
    PROFFER_PROMISE(base::visible_line(event.trigger.summary) == event.trigger.summary, "the summary is one visible line");
    PROFFER_PROMISE(base::visible_line(event.name) == event.name, "the name is one visible line");
    PROFFER_PROMISE(event.command.empty() || (event.command.front() == '/' && event.command.find_first_of(" \t\r\n") == std::string::npos),
                    "a command is one word");
    const bool is_label = event.trigger.kind == domain::TriggerKind::issue_label;
    PROFFER_PROMISE(is_label != event.labels.empty(), "a label event has labels");
    if (event.is_open_to_all) {
        PROFFER_PROMISE(event.sender.id > 0 && !event.sender.login.empty(), "who can be anybody is named");
        PROFFER_PROMISE(event.subject && event.subject->number > 0, "it is about something");
        PROFFER_PROMISE(is_label || event.comment, "it is a label or a comment");
    }
    if (event.comment) PROFFER_PROMISE(event.comment->id > 0, "a comment can be looked up");
    domain::Task task;
    task.on = {{domain::TriggerKind::comment, ""}, {domain::TriggerKind::issue_label, ""}, {domain::TriggerKind::pre_push, ""}};
    PROFFER_PROMISE(!ci::is_for(event, task), "no event is for a task that asks for none");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto event = ci::parse_event(fuzz::text_of(data, size));
    if (event && *event) check_event(**event);
    return 0;
}
