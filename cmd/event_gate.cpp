// Reads the payload, wherever it is.
#include "cmd/event_gate.hpp"

#include "ci/job.hpp"
#include "os/files.hpp"

namespace proffer::cmd {
Result<StartedBy> read_event(const std::string& file, const os::Environment& environment) {
    ci::JobEvent job = ci::find_job_event(environment);
    if (!file.empty()) {
        // Only of the job's own file is the event's name known.
        const std::string name = file == job.file ? job.name : "";
        job = {true, name, file, "", {}};
    }
    StartedBy start{job.is_there, job.name, std::move(job.event)};
    if (!job.file.empty()) {
        auto text = os::read_file(job.file, ci::k_event_limit_bytes);
        if (!text) return std::move(text).error().while_doing("reading the event");
        job.payload = *std::move(text);
    }
    if (job.payload.empty()) return start;
    auto event = ci::parse_event(job.payload, job.name);
    const std::string place = job.file.empty() ? "TRIGGER_PAYLOAD" : "'" + job.file + "'";
    if (!event) return std::move(event).error().while_doing("reading the event in " + place);
    start.event = *std::move(event);
    if (start.event) start.name = start.event->name;
    return start;
}

}  // namespace proffer::cmd
