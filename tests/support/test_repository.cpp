// Builds real repositories for tests and proves that they did not change.
#include "support/test_repository.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <stdexcept>

#include "base/sha256.hpp"

namespace proffer::support {

namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string content_of(const fs::path& file, const fs::file_status& status) {
    if (fs::is_symlink(status)) return "-> " + fs::read_symlink(file).string();
    if (fs::is_regular_file(status)) return proffer::base::sha256(bytes_of(file));
    return "";
}

bool is_left_out(const std::string& path, const std::vector<std::string>& left_out) {
    return std::any_of(left_out.begin(), left_out.end(),
                       [&](const std::string& each) { return path == each || path.starts_with(each + "/"); });
}

std::string without_last_line_end(std::string text) {
    if (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

}  // namespace

std::string fingerprint_of(const fs::path& root, const std::vector<std::string>& left_out) {
    std::vector<std::string> lines;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        const std::string path = entry.path().lexically_relative(root).string();
        if (is_left_out(path, left_out)) continue;
        struct stat status {};
        if (::lstat(entry.path().c_str(), &status) != 0) throw std::runtime_error("cannot stat " + entry.path().string());
        lines.push_back(path + '\0' + std::to_string(status.st_mode) + '\0' + content_of(entry.path(), entry.symlink_status()) + '\n');
    }
    std::sort(lines.begin(), lines.end());
    std::string all;
    for (const std::string& line : lines) all += line;
    return proffer::base::sha256(all);
}

TestRepository::TestRepository(std::vector<std::string> init_arguments)
    : home_(temporary_.path() / "home"), work_dir_(temporary_.path() / "work") {
    fs::create_directory(home_);
    fs::create_directory(work_dir_);
    std::vector<std::string> arguments = {"init", "--quiet", "--initial-branch=main"};
    arguments.insert(arguments.end(), init_arguments.begin(), init_arguments.end());
    git(arguments);
}

os::Environment TestRepository::environment() const {
    const std::string date = std::to_string(1700000000 + 60 * commits_) + " +0000";
    return os::Environment({
        {"PATH", os::Environment::of_process().value_or("PATH", "/usr/local/bin:/usr/bin:/bin")},
        {"HOME", home_.string()},
        {"TMPDIR", fs::temp_directory_path().string()},
        {"LC_ALL", "C"},
        {"TZ", "UTC"},
        {"NO_PROXY", "*"},
        {"GIT_CONFIG_NOSYSTEM", "1"},
        {"GIT_CONFIG_GLOBAL", (home_ / ".gitconfig").string()},
        {"GIT_CONFIG_COUNT", "4"},
        {"GIT_CONFIG_KEY_0", "protocol.file.allow"},
        {"GIT_CONFIG_VALUE_0", "always"},
        {"GIT_CONFIG_KEY_1", "advice.detachedHead"},
        {"GIT_CONFIG_VALUE_1", "false"},
        // Nothing here has to survive a power cut, and flushing is most of the time a small commit takes.
        {"GIT_CONFIG_KEY_2", "core.fsync"},
        {"GIT_CONFIG_VALUE_2", "none"},
        // No housekeeping behind the back of fingerprint().
        {"GIT_CONFIG_KEY_3", "gc.auto"},
        {"GIT_CONFIG_VALUE_3", "0"},
        {"GIT_ALLOW_PROTOCOL", "file"},
        {"GIT_TERMINAL_PROMPT", "0"},
        {"GIT_AUTHOR_NAME", "Ada Author"},
        {"GIT_AUTHOR_EMAIL", "ada@example.com"},
        {"GIT_AUTHOR_DATE", date},
        {"GIT_COMMITTER_NAME", "Carl Committer"},
        {"GIT_COMMITTER_EMAIL", "carl@example.com"},
        {"GIT_COMMITTER_DATE", date},
    });
}

void TestRepository::write(const fs::path& path, std::string_view text) const {
    temporary_.write("work" / path, text);
}

std::string TestRepository::read(const fs::path& path) const {
    return bytes_of(work_dir_ / path);
}

void TestRepository::remove(const fs::path& path) const {
    fs::remove_all(work_dir_ / path);
}

std::string TestRepository::commit(const std::string& message) {
    ++commits_;
    git({"add", "--all"});
    git({"commit", "--quiet", "--allow-empty", "--no-verify", "--message", message});
    return git({"rev-parse", "HEAD"});
}

std::string TestRepository::git(const std::vector<std::string>& arguments) const {
    return git_in(work_dir_, arguments);
}

std::string TestRepository::git_in(const fs::path& directory, const std::vector<std::string>& arguments) const {
    os::Command command;
    command.arguments = {"git"};
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    command.environment = environment();
    command.directory = directory.string();
    const Result<os::Finished> finished = os::run(command);
    if (!finished) throw std::runtime_error(finished.error().text());
    if (!finished->succeeded()) throw std::runtime_error(os::describe_failure(command, *finished) + "\n" + finished->error_output);
    return without_last_line_end(finished->output);
}

os::Finished TestRepository::try_git(const std::vector<std::string>& arguments) const {
    os::Command command;
    command.arguments = {"git"};
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    command.environment = environment();
    command.directory = work_dir_.string();
    Result<os::Finished> finished = os::run(command);
    if (!finished) throw std::runtime_error(finished.error().text());
    return *std::move(finished);
}

fs::path TestRepository::add_bare_remote(const std::string& name) const {
    const fs::path remote = beside(name + ".git");
    git({"init", "--quiet", "--bare", "--initial-branch=main", remote.string()});
    git({"remote", "add", name, remote.string()});
    if (!git({"for-each-ref", "refs/heads"}).empty()) git({"push", "--quiet", "--no-verify", name, "--all"});
    return remote;
}

std::string TestRepository::fingerprint(const std::vector<std::string>& left_out) const {
    return fingerprint_of(work_dir_, left_out);
}

}  // namespace proffer::support
