// Edit sets taken apart and put together again.
#include "diff/pieces.hpp"

#include <catch2/catch.hpp>

#include <random>

#include "support/memory_snapshot.hpp"

using namespace proffer;
using diff::Pieces;
using domain::Edit;
using domain::EditSet;
using Taken = std::vector<bool>;

namespace {

domain::RepoPath path(const std::string& text) {
    return *domain::RepoPath::parse(text);
}

bool is_same(const EditSet& a, const EditSet& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Edit& x, const Edit& y) {
        return x.path == y.path && x.content == y.content && x.moved_from == y.moved_from;
    });
}

std::string random_text(std::mt19937& random, const std::string& end) {
    std::string text;
    for (std::size_t lines = random() % 12; lines > 0; --lines) text += std::string(1, "abc"[random() % 3]) + end;
    if (random() % 3 == 0 && !text.empty()) text.resize(text.size() - end.size());
    return text;
}

}  // namespace

TEST_CASE("diff: all pieces are the edit set, none is nothing, one is one place", "[diff]") {
    const support::MemorySnapshot base{{"a", "1\n2\n3\n4\n5\n6\n7\n8\n"}, {"gone", "x\n"}};
    const EditSet edits = {{path("a"), "1\nII\n3\n4\n5\n6\n7\nVIII\nIX\n", {}}, {path("gone"), {}, {}}, {path("new"), "n\n", {}}};
    const Pieces pieces(edits, base);
    REQUIRE(pieces.size() == 4);
    CHECK(is_same(pieces.with(Taken(4, true)), edits));
    CHECK(pieces.with(Taken(4, false)).empty());
    const EditSet last = pieces.with({false, true, false, false});
    REQUIRE(last.size() == 1);
    CHECK(last[0].content == "1\n2\n3\n4\n5\n6\n7\nVIII\nIX\n");
    CHECK(pieces.all()[1].line() == 8);
    CHECK(pieces.all()[1].added == 2);
    CHECK(pieces.all()[1].removed == 1);
    CHECK(pieces.text_with(pieces.all()[0]) == "1\nII\n3\n4\n5\n6\n7\n8\n");
    CHECK(pieces.with({false, false, true, true}).size() == 2);
}

TEST_CASE("diff: a move is one piece on both its sides, whatever is edited on the way", "[diff]") {
    const support::MemorySnapshot base{{"old", "1\n2\n3\n4\n5\n"}};
    const EditSet edits = {{path("fresh"), "1\nII\n3\n4\nV\n", path("old")}, {path("old"), {}, {}}};
    const Pieces pieces(edits, base);
    REQUIRE(pieces.size() == 1);
    CHECK_FALSE(pieces.all()[0].change);
    CHECK(is_same(pieces.with({true}), edits));
    CHECK(pieces.with({false}).empty());
}

TEST_CASE("diff: bytes that are no text, and files that stay the same, are taken whole", "[diff]") {
    const support::MemorySnapshot base{{"a", std::string("1\n\0\n3\n", 6)}, {"same", "x\n"}};
    const EditSet edits = {{path("a"), "1\n2\n3\n", {}}, {path("same"), "x\n", {}}};
    const Pieces pieces(edits, base);
    REQUIRE(pieces.size() == 2);
    CHECK(is_same(pieces.with({true, true}), edits));
    CHECK(is_same(pieces.with({false, true}), {edits[1]}));
}

TEST_CASE("diff: any two texts: all pieces give the new one, none the old one, and each keeps the line ends of its lines", "[diff]") {
    std::mt19937 random(20261123);
    const auto* const end = GENERATE("\n", "\r\n");
    for (int round = 0; round < 500; ++round) {
        const std::string before = random_text(random, end), after = random_text(random, end);
        const support::MemorySnapshot base{{"f", before}};
        const Pieces pieces({{path("f"), after, {}}}, base);
        CAPTURE(before, after);
        Taken taken(pieces.size(), true);
        REQUIRE(pieces.with(taken)[0].content == after);
        taken.assign(pieces.size(), false);
        REQUIRE(pieces.with(taken).empty());
        // Put together one by one, in any order, it ends at the new text, and each step changes something.
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            taken[i] = true;
            const std::string text = *pieces.with(taken)[0].content;
            if (before != after) REQUIRE(text != before);
            if (i + 1 < pieces.size()) REQUIRE(text != after);
        }
    }
}

TEST_CASE("diff: I4: a large file is taken apart and rebuilt in linear time", "[diff]") {
    std::string before, after;
    for (int i = 0; i < 200'000; ++i) {
        before += "line " + std::to_string(i) + "\n";
        after += (i % 100 == 0 ? "LINE " : "line ") + std::to_string(i) + "\n";
    }
    const support::MemorySnapshot base{{"f", before}};
    const Pieces pieces({{path("f"), after, {}}}, base);
    CHECK(pieces.size() == 2000);
    Taken taken(pieces.size(), true);
    taken[7] = false;
    CHECK(pieces.with(taken)[0].content->size() == after.size());
}
