// A digest over everything that decides what the model would be asked.
#include "run/event_key.hpp"

#include "base/sha256.hpp"
#include "json/json.hpp"

namespace proffer::run {

bool is_request_of_person(std::string_view trigger_kind) {
    return trigger_kind == domain::name(domain::TriggerKind::manual) || trigger_kind == domain::name(domain::TriggerKind::dispatch);
}

std::string event_key(const TaskRequest& request) {
    const std::string kind(domain::name(request.trigger.kind));
    if (is_request_of_person(kind) || request.follow_up) return {};
    json::Writer writer;
    writer.begin_array();
    for (const std::string& part :
         {request.repository, request.task.name, kind, request.trigger.again, request.base.text(), request.config_text})
        writer.value(part);
    for (const auto& [name, value] : request.trigger.values) writer.value(name).value(value);
    for (const std::string& file : request.files) writer.value(file);
    for (const Unit& unit : request.units) writer.value(unit.name);
    writer.end_array();
    return base::sha256(writer.text()).substr(0, 32);
}

}  // namespace proffer::run
