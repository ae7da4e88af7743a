// Reads with a cap, writes that are whole, appends that stay.
#include "os/files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "os/process.hpp"
#include "support/require_ok.hpp"

namespace os = proffer::os;
namespace fs = std::filesystem;

namespace {

os::RunDirectory temporary() {
    auto directory = os::RunDirectory::create(fs::temp_directory_path());
    REQUIRE_OK(directory);
    return *std::move(directory);
}

std::size_t entries_in(const fs::path& directory) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("files: what is written is read back, missing directories are made, nothing else is left", "[os]") {
    const auto directory = temporary();
    const auto path = directory.path() / "a" / "b" / "file";
    const std::string bytes("binary\0\xff\n", 9);
    REQUIRE_OK(os::write_file(path, bytes));
    const auto read = os::read_file(path);
    REQUIRE_OK(read);
    CHECK(*read == bytes);
    REQUIRE_OK(os::write_file(path, ""));
    CHECK(os::read_file(path).value().empty());
    CHECK(entries_in(path.parent_path()) == 1);
}

TEST_CASE("files: a link at the place is replaced, not followed", "[os]") {
    const auto directory = temporary();
    REQUIRE_OK(os::write_file(directory.path() / "victim", "precious"));
    fs::create_symlink("victim", directory.path() / "report");
    REQUIRE_OK(os::write_file(directory.path() / "report", "new"));
    CHECK(os::read_file(directory.path() / "victim").value() == "precious");

    fs::create_symlink("victim", directory.path() / "journal");
    const auto refused = os::AppendFile::create(directory.path() / "journal");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == proffer::ErrorCode::io);
    CHECK(os::read_file(directory.path() / "victim").value() == "precious");
}

TEST_CASE("files: missing, too large and irregular ones are told apart", "[os]") {
    const auto directory = temporary();
    const auto path = directory.path() / "file";
    const auto missing = os::read_file(path);
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == proffer::ErrorCode::not_found);
    CHECK(missing.error().message == "cannot read '" + path.string() + "': No such file or directory");

    REQUIRE_OK(os::write_file(path, "12345"));
    CHECK(os::read_file(path, 5).value() == "12345");
    const auto large = os::read_file(path, 4);
    REQUIRE_FALSE(large.has_value());
    CHECK(large.error().code == proffer::ErrorCode::denied);
    CHECK(large.error().message == "'" + path.string() + "' is larger than 4 bytes");

    const auto fifo = directory.path() / "fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    CHECK(os::read_file(fifo).error().code == proffer::ErrorCode::denied);
    CHECK(os::read_file(directory.path()).error().code == proffer::ErrorCode::denied);
    // Has no size, but bytes without end.
    CHECK(os::read_file("/dev/zero", 1000).error().code == proffer::ErrorCode::denied);
    CHECK(os::read_file("/proc/self/status").value().starts_with("Name:"));
}

TEST_CASE("files: a write that fails leaves the old file and no temporary one", "[os]") {
    const auto directory = temporary();
    fs::create_directory(directory.path() / "taken");
    CHECK_FALSE(os::write_file(directory.path() / "taken", "x").has_value());
    CHECK(entries_in(directory.path()) == 1);
    CHECK_FALSE(os::write_file("/proc/nowhere/file", "x").has_value());
}

TEST_CASE("files: appended text grows, created again it starts empty", "[os]") {
    const auto directory = temporary();
    const auto path = directory.path() / "report" / "journal";
    auto created = os::AppendFile::create(path);
    REQUIRE_OK(created);
    os::AppendFile journal = *std::move(created);
    REQUIRE_OK(journal.append("one\n"));
    REQUIRE_OK(journal.append("two\n"));
    CHECK(os::read_file(path).value() == "one\ntwo\n");
    journal = os::AppendFile::create(path).value();
    CHECK(os::read_file(path).value().empty());
}

TEST_CASE("run directory: private, and gone with all it holds", "[os]") {
    fs::path path;
    {
        const auto directory = temporary();
        path = directory.path();
        struct stat status = {};
        REQUIRE(::stat(path.c_str(), &status) == 0);
        CHECK((status.st_mode & 07777) == 0700);
        CHECK(path.filename().string().starts_with("proffer-" + std::to_string(::geteuid()) + "-"));
        REQUIRE_OK(os::write_file(path / "a" / "b", "x"));
        fs::create_directory_symlink("/usr/lib", path / "link");
        fs::permissions(path / "a", fs::perms::none);
    }
    CHECK_FALSE(fs::exists(path));
    CHECK(fs::exists("/usr/lib"));
}

TEST_CASE("run directory: left-overs are removed, those in use and foreign ones stay", "[os]") {
    const auto root = temporary();
    const auto live = os::RunDirectory::create(root.path());
    REQUIRE_OK(live);
    const std::string prefix = "proffer-" + std::to_string(::geteuid()) + "-";
    const auto stale = root.path() / (prefix + "stale1");
    REQUIRE_OK(os::write_file(stale / "a" / "b", "x"));
    fs::permissions(stale, fs::perms::owner_all);
    const auto open_to_all = root.path() / (prefix + "public");
    fs::create_directory(open_to_all);
    fs::permissions(open_to_all, fs::perms::all);
    fs::create_directory(root.path() / "victim");
    fs::permissions(root.path() / "victim", fs::perms::owner_all);
    fs::create_directory_symlink("victim", root.path() / (prefix + "linked"));

    const auto next = os::RunDirectory::create(root.path());
    REQUIRE_OK(next);
    CHECK_FALSE(fs::exists(stale));
    CHECK(fs::exists(live->path()));
    CHECK(fs::exists(open_to_all));
    CHECK(fs::exists(root.path() / "victim"));
    CHECK(next->path() != live->path());
}

TEST_CASE("run directory: an unusable TMPDIR is told", "[os]") {
    const auto failed = os::RunDirectory::create("/nowhere");
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().hint == "TMPDIR must name a directory that can be written to");
}

TEST_CASE("remove tree: any depth, missing is fine, links are not followed", "[os]") {
    const auto directory = temporary();
    os::Command command;
    command.environment.set("PATH", "/usr/bin:/bin");
    command.directory = directory.path();
    command.arguments = {"/bin/sh", "-c",
                         "mkdir t && cd t && i=0; while [ $i -lt 40 ]; do mkdir -p a/b/c/d/e/f/g/h/i/j && cd -P a/b/c/d/e/f/g/h/i/j && "
                         "echo > f || exit 1; i=$((i+1)); done"};
    REQUIRE(os::run(command).value().exit_status == 0);
    REQUIRE_OK(os::write_file(directory.path() / "kept" / "file", "x"));
    fs::create_directory_symlink("../kept", directory.path() / "t" / "link");
    REQUIRE_OK(os::remove_tree(directory.path() / "t"));
    CHECK_FALSE(fs::exists(directory.path() / "t"));
    CHECK(fs::exists(directory.path() / "kept" / "file"));
    REQUIRE_OK(os::remove_tree(directory.path() / "t"));
    REQUIRE_OK(os::remove_tree(directory.path() / "no" / "where"));
}
