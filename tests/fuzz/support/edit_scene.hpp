// A reply and the files it is about, made from one input, and what must hold of whatever is understood from it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "edit/formats.hpp"
#include "edit/understand.hpp"
#include "support/memory_snapshot.hpp"

namespace proffer::fuzz {

struct SceneFile {
    std::string path;
    std::string content;
};

/// The first part of an input is the reply; each other one is a file: a line with its path, then its content. Before the path may stand
/// `* ` (a target) and `- ` (no line end after its last line). Without any file there are some of ours.
struct Scene {
    std::string_view reply;
    std::vector<SceneFile> files;
    std::vector<domain::RepoPath> targets;
    support::MemorySnapshot snapshot;
};

[[nodiscard]] Scene parse_scene(std::string_view input);

/// What was understood of `scene` keeps the promises of edit/understand.hpp; nothing was placed before.
void check_understood(const Scene& scene, const edit::Understood& understood);

using Reader = std::function<edit::Requests(const edit::ReplyLines&, const edit::Paths&)>;

/// One reader of a format on one input, its requests carried out on the scene's files. Returns 0, for LLVMFuzzerTestOneInput.
int check_reader(std::string_view input, const Reader& reader);

/// Refusals and placements as text, to compare two readings.
[[nodiscard]] std::string digest(const edit::Understood& understood);

/// The files of `snapshot` with `edits` carried out.
[[nodiscard]] support::MemorySnapshot with_edits(const domain::Snapshot& snapshot, const domain::EditSet& edits);

}  // namespace proffer::fuzz
