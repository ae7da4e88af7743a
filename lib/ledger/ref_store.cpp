// The ledger of machines that do not last: a ref that is pushed with a lease.
#include <random>

#include <fmt/format.h>

#include "ledger/store.hpp"
#include "os/clock.hpp"

namespace proffer::ledger {
namespace {

constexpr int k_most_tries = 25;
constexpr int k_longest_pause_ms = 400;

std::string file_of(const std::string& month) {
    return month + ".json";
}

Result<Month> month_in(const git::KeptFiles& kept, const std::string& month) {
    const auto file = kept.files.find(file_of(month));
    if (file == kept.files.end()) return Month{month, {}};
    auto parsed = parse_month(file->second, month);
    if (parsed && !file->second.empty()) return parsed;
    return Error{ErrorCode::protocol,
                 fmt::format("the ledger '{}' on the remote is damaged: '{}': {}", k_ledger_ref, file_of(month),
                             parsed ? "it is empty" : parsed.error().message),
                 fmt::format("delete the ref to count from zero: git push origin :{}", k_ledger_ref),
                 {}};
}

class RefStore : public Store {
 public:
    RefStore(git::Repository& repository, git::PushSettings settings) : repository_(repository), settings_(std::move(settings)) {}
    Result<Month> read(const std::string& month) override;
    Result<void> change(const std::string& month, const Change& change) override;

 private:
    git::Repository& repository_;
    git::PushSettings settings_;
};

Result<Month> RefStore::read(const std::string& month) {
    PROFFER_TRY(const git::KeptFiles kept, repository_.kept_files(settings_, k_ledger_ref));
    return month_in(kept, month);
}

Result<void> RefStore::change(const std::string& month, const Change& change) {
    std::minstd_rand random(std::random_device{}());
    for (int tries = 1;; ++tries) {
        PROFFER_TRY(git::KeptFiles kept, repository_.kept_files(settings_, k_ledger_ref));
        PROFFER_TRY(Month changed, month_in(kept, month));
        PROFFER_CHECK(change(changed));
        kept.files[file_of(month)] = render_month(changed);
        auto written = repository_.keep_files(settings_, k_ledger_ref, kept);
        if (written) return written;
        if (written.error().code != ErrorCode::conflict || tries == k_most_tries) {
            Error error = std::move(written).error();
            error.message = "cannot write the ledger: " + error.message;
            if (error.hint.empty()) error.hint = fmt::format("let the job's token push '{}', or take the caps out", k_ledger_ref);
            return error;
        }
        os::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution<int>(0, k_longest_pause_ms)(random)));
    }
}

}  // namespace

std::unique_ptr<Store> make_ref_store(git::Repository& repository, git::PushSettings settings) {
    return std::make_unique<RefStore>(repository, std::move(settings));
}

}  // namespace proffer::ledger
