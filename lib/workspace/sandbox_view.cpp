// The list of what is shown. Everything is looked up once a factory; nothing is walked.
#include "workspace/sandbox_view.hpp"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "base/text.hpp"
#include "os/files.hpp"

namespace proffer::workspace {

namespace fs = std::filesystem;

namespace {

constexpr std::array k_system = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix", "/gnu",
                                 // Package databases that compilers and interpreters of distributions read.
                                 "/var/lib/dpkg", "/var/lib/gems", "/var/lib/ghc", "/var/lib/texmf", "/run/current-system"};

// Programs and libraries, not what a person keeps beside them: .cargo holds credentials, go the sources of other projects.
constexpr std::array k_in_home = {".cargo/bin",
                                  ".cargo/env",
                                  ".cargo/git",
                                  ".cargo/registry",
                                  ".rustup",
                                  ".pyenv",
                                  ".nvm",
                                  ".fnm",
                                  ".nodenv",
                                  ".rbenv",
                                  ".rvm",
                                  ".sdkman",
                                  ".asdf",
                                  ".volta",
                                  ".bun",
                                  ".deno",
                                  ".ghcup",
                                  ".cabal/bin",
                                  ".stack/programs",
                                  ".opam",
                                  ".elan",
                                  ".juliaup",
                                  ".jenv",
                                  ".goenv",
                                  ".jdks",
                                  ".dotnet",
                                  ".nuget/packages",
                                  ".m2/repository",
                                  ".m2/wrapper",
                                  ".gradle/wrapper",
                                  ".gradle/jdks",
                                  ".konan",
                                  ".nix-profile",
                                  ".linuxbrew",
                                  ".local/bin",
                                  ".local/lib",
                                  ".local/pipx",
                                  ".local/share/pipx",
                                  ".local/share/uv",
                                  ".local/share/pnpm",
                                  ".local/share/mise",
                                  ".local/share/fnm",
                                  ".local/share/gem",
                                  ".local/state/nix",
                                  ".yarn/bin",
                                  ".npm-global",
                                  ".npm-packages",
                                  "go/bin",
                                  "go/pkg",
                                  "sdk",
                                  "miniconda3",
                                  "anaconda3",
                                  "miniforge3",
                                  "mambaforge",
                                  "micromamba",
                                  ".conda/envs"};

// What people and other programs keep their own things in: never shown as a whole for the sake of one PATH entry.
constexpr std::array k_never_whole = {"/",    "/home",  "/root", "/var", "/var/lib", "/run",
                                      "/mnt", "/media", "/srv",  "/tmp", "/var/tmp", "/data"};
constexpr std::array k_shared_in_home = {".local", ".local/share", ".config", ".cache", ".cargo", ".ssh",
                                         ".gnupg", ".aws",         ".docker", ".kube",  ".azure", "go"};

constexpr std::array k_private_of_system = {"/etc/ssl/private", "/etc/ssh"};

bool is_there(const fs::path& path) {
    struct stat status = {};
    return ::lstat(path.c_str(), &status) == 0;
}

bool lies_in(const fs::path& path, const fs::path& directory) {
    if (directory.empty()) return false;
    return directory == "/" || (path.string() + "/").starts_with(directory.string() + "/");
}

std::string real(const fs::path& path) {
    std::error_code problem;
    const fs::path found = fs::canonical(path, problem);
    return problem ? path.string() : found.string();
}

fs::path tidy(const fs::path& path) {
    const fs::path normal = path.lexically_normal();
    return normal.has_filename() ? normal : normal.parent_path();
}

std::vector<std::string> entries_of(const fs::path& directory) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(directory.c_str()), ::closedir);
    while (entries) {
        const dirent* entry = ::readdir(entries.get());
        if (entry == nullptr) break;
        const std::string name = entry->d_name;
        if (name != "." && name != "..") names.push_back(directory / name);
    }
    return names;
}

class Maker {
 public:
    Maker(const FactorySettings& settings, const git::Layout& layout) : settings_(settings), layout_(layout) {
        const fs::path home = tidy(settings.environment.value_or("HOME", ""));
        // With the checkout below it, HOME is made new around it; in the checkout it is seen as it is.
        if (home.is_absolute() && home != "/" && !lies_in(home, layout.work_dir)) view_.home = real(home);
        spelt_home_ = home;
        for (const auto& path : {fs::path(view_.home), layout.work_dir, settings.run_directory, settings.artifact_directory,
                                 fs::path(settings.environment.value_or("RUNNER_TEMP", "")),
                                 fs::path(settings.environment.value_or("GITHUB_ENV", "")).parent_path()})
            if (path.is_absolute() && path != "/") private_.push_back(tidy(path));
    }

    View make(bool repository_shown) {
        for (const char* path : k_system) add(path);
        const std::string search_path = settings_.environment.value_or("PATH", "");  // lives as long as its parts
        for (const auto directory : base::split(search_path, ':')) add_of_path(tidy(directory));
        add_home();
        add_objects(repository_shown);
        for (const auto& path : settings_.shown) add_real(tidy(path));
        tidy_up();
        add_masks();
        const std::string resolver = real("/etc/resolv.conf");
        if (!lies_in(resolver, "/etc")) view_.network.push_back(resolver);
        return std::move(view_);
    }

 private:
    void add(const fs::path& path) {
        if (path.is_absolute() && path != "/" && is_there(path)) view_.shown.push_back(path);
    }

    /// Under the name given and the one it really has.
    void add_real(const fs::path& path) {
        add(path);
        add(real(path));
    }

    [[nodiscard]] bool holds_private(const fs::path& path) const {
        return std::any_of(private_.begin(), private_.end(), [&](const auto& place) { return lies_in(place, path); });
    }

    [[nodiscard]] bool is_private(const fs::path& path) const {
        const auto lies_in_it = [&](const fs::path& place) { return place != view_.home && lies_in(path, place); };
        return std::any_of(private_.begin(), private_.end(), lies_in_it);
    }

    [[nodiscard]] bool may_be_whole(const fs::path& path) const {
        if (holds_private(path) || is_private(path)) return false;
        if (std::find(k_never_whole.begin(), k_never_whole.end(), path) != k_never_whole.end()) return false;
        const auto same = [&](const char* name) { return path == view_.home / fs::path(name); };
        return view_.home.empty() || std::none_of(k_shared_in_home.begin(), k_shared_in_home.end(), same);
    }

    /// The entry, and the tree it belongs to: programs find their libraries beside them.
    void add_of_path(const fs::path& spelt) {
        if (!spelt.is_absolute()) return;
        for (const fs::path& entry : {spelt, fs::path(real(spelt))}) {
            const std::string name = entry.filename();
            const bool has_prefix = name == "bin" || name == "sbin" || name == "shims" || name == "condabin";
            if (has_prefix && may_be_whole(entry.parent_path()))
                add(entry.parent_path());
            else if (may_be_whole(entry))
                add(entry);
        }
    }

    void add_home() {
        if (view_.home.empty()) return;
        if (spelt_home_ != view_.home) add(spelt_home_);
        for (const char* name : k_in_home) add(view_.home / fs::path(name));
    }

    void add_objects(bool repository_shown) {
        const fs::path objects = layout_.common_dir / "objects";
        if (repository_shown) add(objects);
        std::set<std::string> seen;
        add_alternates(objects, seen, 0);
    }

    // As deep as git itself follows them.
    void add_alternates(const fs::path& objects, std::set<std::string>& seen, int depth) {
        const auto text = os::read_file(objects / "info" / "alternates", 64 * 1024);
        if (!text || depth > 5) return;
        for (const auto line : base::split_lines(*text)) {
            const fs::path path = tidy(objects / fs::path(base::trim(line)));
            // The file is the repository's: it names stores of git objects, or nothing.
            if (line.empty() || line.starts_with('#') || !is_there(path / "pack") || holds_private(path) || !seen.insert(path).second)
                continue;
            add(path);
            add_alternates(path, seen, depth + 1);
        }
    }

    /// None twice, and none below another that is no link.
    void tidy_up() {
        std::sort(view_.shown.begin(), view_.shown.end());
        std::vector<std::string> kept;
        for (const auto& path : view_.shown) {
            const bool inside = std::any_of(kept.begin(), kept.end(), [&](const auto& other) { return lies_in(path, other); });
            if (!inside || fs::is_symlink(path)) kept.push_back(path);
        }
        kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
        view_.shown = std::move(kept);
        for (const auto& path : view_.shown)
            if (lies_in(path, view_.home) && path != view_.home)
                view_.home_toolchains.push_back(fs::path(path).lexically_relative(view_.home));
    }

    void add_masks() {
        for (const auto& place : private_)
            if (place != view_.home && place != layout_.work_dir) view_.masked.push_back(place);
        // Others cannot read these anyway.
        if (::geteuid() != 0) return;
        for (const auto& path : entries_of("/etc")) {
            struct stat status = {};
            if (::lstat(path.c_str(), &status) != 0 || S_ISLNK(status.st_mode)) continue;
            const mode_t wanted = S_ISDIR(status.st_mode) ? S_IXOTH : S_IROTH;
            if ((status.st_mode & wanted) == 0) view_.masked.push_back(path);
        }
        for (const char* path : k_private_of_system)
            if (is_there(path)) view_.masked.push_back(path);
    }

    const FactorySettings& settings_;
    const git::Layout& layout_;
    View view_;
    fs::path spelt_home_;
    std::vector<fs::path> private_;
};

void expand(const fs::path& path, const std::vector<std::string>& masked, std::vector<std::string>& result) {
    const auto is = [&](const auto& mask) { return lies_in(path, mask); };
    if (std::any_of(masked.begin(), masked.end(), is)) return;
    const auto holds = [&](const auto& mask) { return lies_in(mask, path); };
    if (std::none_of(masked.begin(), masked.end(), holds)) {
        result.push_back(path);
        return;
    }
    for (const auto& entry : entries_of(path)) expand(entry, masked, result);
}

}  // namespace

View make_view(const FactorySettings& settings, const git::Layout& layout, bool repository_shown) {
    return Maker(settings, layout).make(repository_shown);
}

std::vector<std::string> without_masked(const View& view) {
    std::vector<std::string> result;
    for (const auto& path : view.shown) expand(path, view.masked, result);
    return result;
}

}  // namespace proffer::workspace
