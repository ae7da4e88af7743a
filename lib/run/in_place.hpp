// An agent that edits the files of a workspace itself (`edits: in-place`), in the place of a model that replies with edits.
#pragma once

#include <functional>
#include <memory>

#include "run/ports.hpp"

namespace proffer::run {

struct InPlaceAgent {
    domain::ModelSettings model;
    domain::Limits limits;
    std::unique_ptr<domain::Snapshot> base;
    std::function<Result<workspace::WorkspaceFactory*>()> workspaces;
    const base::Redactor& redactor;
};

/// True when `model` asks for one.
[[nodiscard]] bool edits_in_place(const domain::ModelSettings& model);

/// It gets the prompt on stdin, in a workspace that shows the base commit anew each time; with network and the operator's HOME, as the
/// provider `command` has them. Its reply is what it printed and then, as a diff, what it changed, so that the next attempt and a replay
/// see both.
[[nodiscard]] std::unique_ptr<provider::Provider> make_in_place(InPlaceAgent agent);

}  // namespace proffer::run
