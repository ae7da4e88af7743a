// One function a section of `.proffer.yml`. Each lays the given keys over what `out` holds already, which is how a
// task inherits from the top level: keys of a map are replaced one by one, lists and plain values as a whole.
#pragma once

#include <vector>

#include "config/reader.hpp"
#include "domain/settings.hpp"

namespace proffer::config {

void read_limits(Reader& reader, const Node& node, domain::Limits& out);
void read_model(Reader& reader, const Node& node, domain::ModelSettings& out);
void read_checks(Reader& reader, const Node& node, std::vector<domain::CheckSettings>& out);
void read_hints(Reader& reader, const Node& node, std::vector<domain::Hint>& out);
void read_pull_request(Reader& reader, const Node& node, domain::PullRequestSettings& out);
void read_report(Reader& reader, const Node& node, domain::ReportSettings& out);
void read_tests(Reader& reader, const Node& node, domain::TestsSettings& out);
void read_locate(Reader& reader, const Node& node, domain::LocateSettings& out);
void read_hook(Reader& reader, const Node& node, domain::HookSettings& out);
void read_triggers(Reader& reader, const Node& node, std::vector<domain::TriggerRule>& out);

/// What may stand at the top level and in a task.
[[nodiscard]] std::span<const Field<domain::Settings>> settings_fields();

/// `tasks`, over the settings of the top level.
void read_tasks(Reader& reader, const Node& node, const domain::Settings& defaults, std::vector<domain::Task>& out);

}  // namespace proffer::config
