// Reading trees and history of any repository without a checkout.
#include "git/tree_reader.hpp"

#include <algorithm>

#include "unit/git/fixture.hpp"

using namespace proffer;
using namespace proffer::git;

namespace {

std::unique_ptr<TreeReader> open_reader(const std::filesystem::path& directory) {
    auto opened = open_tree_reader(directory);
    REQUIRE_OK(opened);
    return *std::move(opened);
}

std::vector<std::string> paths_of(const TreeReader& reader, const std::string& revision = "") {
    const auto commit = reader.resolve(revision);
    REQUIRE_OK(commit);
    const auto blobs = reader.list(*commit);
    REQUIRE_OK(blobs);
    std::vector<std::string> paths;
    for (const TreeBlob& blob : *blobs) paths.push_back(blob.path);
    return paths;
}

std::string text_of(const TreeReader& reader, const std::string& path, std::uint64_t limit = 1000) {
    const auto blobs = reader.list(*reader.resolve(""));
    REQUIRE_OK(blobs);
    const auto blob = std::find_if(blobs->begin(), blobs->end(), [&](const TreeBlob& one) { return one.path == path; });
    REQUIRE(blob != blobs->end());
    std::string text;
    switch (reader.read(blob->id, limit, text)) {
        case BlobState::missing: return "(missing)";
        case BlobState::too_large: return "(too large)";
        case BlobState::read: break;
    }
    return text;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("git: a tree reader reads bare repositories and any commit, and writes nothing", "[git]") {
    Fixture fixture;
    fixture.repository.write("src/a.txt", "one\n");
    const std::string first = fixture.repository.commit("first");
    fixture.repository.write("src/a.txt", "two\n");
    fixture.repository.write("b.txt", "new\n");
    fixture.repository.commit("second");
    const auto bare = fixture.repository.add_bare_remote();
    const std::string before = support::fingerprint_of(bare);
    const auto reader = open_reader(bare);
    CHECK(paths_of(*reader) == Paths{"b.txt", "src/a.txt"});
    CHECK(paths_of(*reader, first) == Paths{"src/a.txt"});
    CHECK(text_of(*reader, "src/a.txt") == "two\n");
    CHECK(text_of(*reader, "src/a.txt", 3) == "(too large)");
    CHECK(reader->layout().bare);
    CHECK(support::fingerprint_of(bare) == before);
    CHECK(reader->resolve("no-such").error().code == ErrorCode::not_found);
}

TEST_CASE("git: history is the newest first, without merges, with the paths each commit changed", "[git]") {
    Fixture fixture;
    fixture.repository.write("a.txt", "1\n");
    fixture.repository.write("dir/sub/b.txt", "1\n");
    fixture.repository.commit("first");
    fixture.repository.write("dir/sub/b.txt", "2\n");
    fixture.repository.commit("second");
    fixture.repository.git({"checkout", "-q", "-b", "side"});
    fixture.repository.remove("a.txt");
    fixture.repository.write("dir/c.txt", "1\n");
    fixture.repository.commit("third");
    fixture.repository.git({"checkout", "-q", "main"});
    fixture.repository.git({"merge", "-q", "--no-ff", "-m", "merge", "side"});
    const auto reader = open_reader(fixture.repository.path());
    const auto history = reader->history(*reader->resolve(""), 10, 5);
    REQUIRE(history.size() == 3);
    CHECK(history[0].message == "third\n");
    auto paths = history[0].paths;
    std::sort(paths.begin(), paths.end());
    CHECK(paths == Paths{"a.txt", "dir/c.txt"});
    CHECK(history[1].paths == Paths{"dir/sub/b.txt"});
    CHECK(history[2].paths.size() == 2);
    CHECK(reader->history(*reader->resolve(""), 2, 5).size() == 2);
    CHECK(reader->history(*reader->resolve(""), 10, 1)[0].paths.empty());
}

TEST_CASE("git: a shallow clone's history ends where the clone does", "[git]") {
    Fixture fixture;
    for (int i = 0; i < 5; ++i) {
        fixture.repository.write("a.txt", std::to_string(i));
        fixture.repository.commit("commit " + std::to_string(i));
    }
    const auto shallow = fixture.repository.beside("shallow");
    fixture.repository.git({"clone", "-q", "--depth", "2", "file://" + fixture.repository.path().string(), shallow.string()});
    const auto reader = open_reader(shallow);
    CHECK(reader->layout().shallow);
    const auto history = reader->history(*reader->resolve(""), 10, 5);
    REQUIRE(history.size() == 2);
    CHECK(history[0].paths == Paths{"a.txt"});
    CHECK(history[1].paths.empty());
}

TEST_CASE("git: blobs that a partial clone lacks are missing, not fetched", "[git]") {
    Fixture fixture;
    fixture.repository.write("a.txt", "text\n");
    fixture.repository.commit("first");
    fixture.repository.git({"config", "uploadpack.allowFilter", "true"});
    const auto partial = fixture.repository.beside("partial");
    fixture.repository.git(
        {"clone", "-q", "--bare", "--filter=blob:none", "file://" + fixture.repository.path().string(), partial.string()});
    const std::string before = support::fingerprint_of(partial);
    const auto reader = open_reader(partial);
    CHECK(paths_of(*reader) == Paths{"a.txt"});
    CHECK(text_of(*reader, "a.txt") == "(missing)");
    CHECK(support::fingerprint_of(partial) == before);
}
