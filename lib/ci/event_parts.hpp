// What the readers of the forges' payloads share. Internal to this module.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ci/event.hpp"
#include "json/json.hpp"

namespace proffer::ci {

/// GitHub, Gitea and Forgejo; `name` as in `parse_event`.
[[nodiscard]] Result<std::optional<Event>> parse_github_event(const json::Value& payload, std::string_view name);
[[nodiscard]] Result<std::optional<Event>> parse_gitlab_event(const json::Value& payload, const std::string& kind);

[[nodiscard]] std::string text_at(const json::Value& value, std::string_view key);
/// Of a member that is an object; empty when there is none.
[[nodiscard]] std::string text_below(const json::Value& value, std::string_view object, std::string_view key);
/// Fails with `protocol` unless it is a whole number above 0.
[[nodiscard]] Result<std::int64_t> positive_at(const json::Value& value, std::string_view key);
[[nodiscard]] Result<Actor> actor_at(const json::Value& value, std::string_view key, std::string_view name_key);
[[nodiscard]] std::vector<std::string> names_of(const std::vector<json::Value>& labels, std::string_view key);
[[nodiscard]] std::vector<json::Value> elements_at(const json::Value& value, std::string_view key);
/// The member as text, when it is a commit's id; else empty.
[[nodiscard]] std::string commit_at(const json::Value& value, std::string_view key);
/// A hunk's or log's end, at most `bytes`, from a line's start.
[[nodiscard]] std::string last_lines(const std::string& text, std::size_t bytes);

[[nodiscard]] Event label_event(Subject subject, std::vector<std::string> labels, Actor sender);
/// Nothing for what proffer wrote itself.
[[nodiscard]] std::optional<Event> comment_event(Subject subject, SentComment comment, Actor sender);
[[nodiscard]] Event push_event(const std::string& ref, const std::vector<std::string>& log, Actor sender);
[[nodiscard]] Event schedule_event();
/// Of anybody's choice; at most 50 are kept.
struct Input {
    std::string name, value;
};
/// `task` (several by commas) and `instruction` are ours, all are values.
[[nodiscard]] Event dispatch_event(const std::vector<Input>& inputs, Actor sender);
[[nodiscard]] Event failure_event(FailedRun run);
/// Starts only tasks that the job names.
[[nodiscard]] Event pull_request_event(Subject subject, Branches branches, Actor sender);

}  // namespace proffer::ci
