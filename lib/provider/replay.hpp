// Recorded replies in place of a model.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "provider/provider.hpp"

namespace proffer::provider {

/// A directory with a journal.jsonl gives the replies and diagnoses of that run, with their usage, model and stop reason. Any other gives
/// each regular file as one reply, in byte order of their names; names that begin with a dot, directories and links are passed over.
/// Every `ask` takes the next one, `exhausted` after the last. Fails with `not_found` (no such directory, nothing recorded), `io`.
[[nodiscard]] Result<std::unique_ptr<Provider>> make_replay(const std::filesystem::path& directory, const std::string& model);

}  // namespace proffer::provider
