// Recorded replies in place of a model, or before one.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "provider/provider.hpp"
#include "report/event.hpp"

namespace proffer::provider {

/// A directory with a journal.jsonl gives the replies and diagnoses of that run, with their usage, model and stop reason, to each lane its
/// own. Any other gives each regular file as one reply, in byte order of their names, to whoever asks; names that begin with a dot,
/// directories and links are passed over. Every `ask` takes the next one, `exhausted` after the last. Fails with `not_found` (no such
/// directory, nothing recorded), `io`.
[[nodiscard]] Result<std::unique_ptr<Provider>> make_replay(const std::filesystem::path& directory, const std::string& model);

struct RecordedCall {
    domain::Reply reply;
    std::string failure;  ///< why there was none; empty: it was answered
};

/// What an earlier run was told and has paid for. May be used by several threads at once.
class RecordedReplies {
 public:
    /// Of several journals of one run each lane takes the one that got furthest.
    explicit RecordedReplies(const std::vector<report::Journal>& journals);
    /// The next one of the lane, marked as paid for; nothing after the last.
    [[nodiscard]] std::optional<domain::Reply> next(const report::Lane& lane);
    [[nodiscard]] std::size_t count() const;

 private:
    struct Queue {
        std::vector<RecordedCall> replies;
        std::size_t next = 0;
    };
    mutable std::mutex mutex_;
    std::map<report::Lane, Queue> lanes_;
};

/// Gives the recorded replies first, then asks `provider`.
[[nodiscard]] std::unique_ptr<Provider> make_resuming(std::shared_ptr<RecordedReplies> recorded, std::unique_ptr<Provider> provider);

}  // namespace proffer::provider
