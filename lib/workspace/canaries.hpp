// What stands outside for the probe to reach: files, listeners and names, taken away again in the end.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "git/repository.hpp"
#include "os/descriptor.hpp"
#include "workspace/factory.hpp"
#include "workspace/probe.hpp"

namespace proffer::workspace {

class Canaries {
 public:
    /// Where a place cannot be written to, one of ours stands for it. `temporary` is TMPDIR in the sandbox.
    static Result<Canaries> put_up(const FactorySettings& settings, const git::Layout& layout, const std::filesystem::path& temporary);
    Canaries(Canaries&&) = default;
    Canaries& operator=(Canaries&&) = delete;
    ~Canaries();

    [[nodiscard]] const ProbeTargets& targets() const { return targets_; }
    /// Ours with a variable that no command may get.
    [[nodiscard]] os::Environment environment() const;
    /// What only shows outside: a file in the real checkout, a process that is still there.
    void look_outside(ProbeResult& result) const;

 private:
    Canaries() = default;
    void put_up_files(const FactorySettings& settings, const git::Layout& layout);
    Result<void> put_up_listeners(const FactorySettings& settings);
    [[nodiscard]] std::string put_up_file(const std::filesystem::path& directory, const std::filesystem::path& instead);

    os::Environment environment_;
    ProbeTargets targets_;
    std::string name_;
    std::vector<std::string> files_;
    std::vector<os::Descriptor> listeners_;
};

}  // namespace proffer::workspace
