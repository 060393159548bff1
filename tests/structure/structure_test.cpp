// The house's rules that no compiler checks, read off the source files: who includes whom, where
// third-party headers may stand, how files open. ARCHITECTURE.md tells why.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "events/codec.hpp"

namespace fs = std::filesystem;

namespace {

using Names = std::set<std::string>;

const fs::path root = IMAGINONS_SOURCE_DIR;
const std::vector<std::string> rooms{"events", "storage", "commands", "projections", "http"};
constexpr std::size_t most_lines = 700;
constexpr std::size_t most_lines_of_main = 80;

struct Source {
    std::string path;  // from the root: "commands/engine.cpp"
    std::string room;  // "commands"
    std::string stem;  // "engine"
    bool header = false;
    std::vector<std::string> lines;
    std::vector<std::string> includes;
};

Source read_source(const fs::path& path) {
    Source source;
    const fs::path from_root = path.lexically_relative(root);
    source.path = from_root.string();
    source.room = from_root.begin()->string();
    source.stem = path.stem().string();
    source.header = path.extension() == ".hpp";
    static const std::regex include(R"(^\s*#\s*include\s*["<]([^">]+)[">])");
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::smatch found;
        if (std::regex_search(line, found, include)) source.includes.push_back(found[1].str());
        source.lines.push_back(line);
    }
    return source;
}

const std::vector<Source>& sources() {
    static const std::vector<Source> all = [] {
        std::vector<Source> found;
        std::vector<std::string> folders = rooms;
        folders.insert(folders.end(), {"tests", "benchmarks"});
        for (const std::string& folder : folders) {
            if (!fs::exists(root / folder)) continue;
            for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
                const std::string extension = entry.path().extension().string();
                const bool ours = entry.path().string().find("node_modules") == std::string::npos;
                if (ours && (extension == ".cpp" || extension == ".hpp"))
                    found.push_back(read_source(entry.path()));
            }
        }
        std::sort(found.begin(), found.end(),
                  [](const Source& a, const Source& b) { return a.path < b.path; });
        return found;
    }();
    return all;
}

bool in_rooms(const Source& source) {
    return std::find(rooms.begin(), rooms.end(), source.room) != rooms.end();
}

std::string first_folder(const std::string& include) {
    return include.substr(0, include.find('/'));
}

// True for "engine" and "engine_queue", if "engine" is asked for.
bool belongs_to(const std::string& stem, const std::string& subject) {
    return stem == subject || stem.starts_with(subject + '_');
}

std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string joined(const Names& names) {
    std::string text;
    for (const std::string& name : names) text += "\n  " + name;
    return text;
}

// Files with an include that begins with one of `prefixes`, but for those that `allowed` lets.
template <class Allowed>
Names users_of(const std::vector<std::string>& prefixes, Allowed allowed) {
    Names users;
    for (const Source& source : sources()) {
        if (!in_rooms(source) || allowed(source)) continue;
        for (const std::string& include : source.includes) {
            const bool uses =
                std::any_of(prefixes.begin(), prefixes.end(),
                            [&include](const std::string& p) { return include.starts_with(p); });
            if (uses) users.insert(source.path + " includes " + include);
        }
    }
    return users;
}

}  // namespace

TEST_CASE("the rooms include each other only as drawn: commands and projections never each other") {
    const std::map<std::string, Names> may{
        {"events", {"events"}},
        {"storage", {"storage", "events"}},
        {"commands", {"commands", "events", "storage"}},
        {"projections", {"projections", "events", "storage"}},
        {"http", {"http", "commands", "projections", "storage", "events"}}};
    const Names all{"events", "storage", "commands", "projections", "http", "tests", "benchmarks"};
    Names wrong;
    std::size_t seen = 0;
    for (const Source& source : sources()) {
        if (!in_rooms(source)) continue;
        for (const std::string& include : source.includes) {
            const std::string folder = first_folder(include);
            if (!all.contains(folder)) continue;
            ++seen;
            if (!may.at(source.room).contains(folder))
                wrong.insert(source.path + " includes " + include);
        }
    }
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
    CHECK(seen > 20);
}

TEST_CASE("our own headers are included by their path from the root, in quotes") {
    Names wrong;
    for (const Source& source : sources()) {
        if (!in_rooms(source)) continue;
        for (const std::string& line : source.lines) {
            if (!line.starts_with("#include \"")) continue;
            const std::string path = line.substr(10, line.find('"', 10) - 10);
            const bool generated = path.starts_with("schema/") || path.starts_with("flatbuffers/");
            if (!generated && !fs::exists(root / path)) wrong.insert(source.path + ": " + line);
        }
    }
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
}

TEST_CASE("inside commands only the engine, erasing and the verbs that fill a log touch storage") {
    const Names wrong = users_of({"storage/"}, [](const Source& source) {
        if (source.room != "commands") return true;
        const std::vector<std::string> allowed{"engine",  "import",       "token",
                                               "demo",    "erase",        "erasure",
                                               "restore", "role_command", "territory_command"};
        return std::any_of(allowed.begin(), allowed.end(), [&source](const std::string& subject) {
            return belongs_to(source.stem, subject);
        });
    });
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
}

TEST_CASE("lmdb.h stays in storage") {
    const Names wrong =
        users_of({"lmdb.h"}, [](const Source& source) { return source.room == "storage"; });
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
}

TEST_CASE("FlatBuffers and the generated headers stay in events") {
    const Names wrong = users_of({"flatbuffers/", "schema/"},
                                 [](const Source& source) { return source.room == "events"; });
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
}

TEST_CASE("Asio and Beast stay in the transport files of http, four at most") {
    const Names transport{"server", "session", "worker", "request_parser"};
    const Names wrong = users_of({"boost/asio", "boost/beast"}, [&transport](const Source& source) {
        return source.room == "http" && transport.contains(source.stem);
    });
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
    CHECK(transport.size() <= 4);
}

TEST_CASE("Xapian stays in the search index and the stemmer") {
    const Names wrong = users_of({"xapian"}, [](const Source& source) {
        return source.path == "projections/search_index.cpp" ||
               source.path == "projections/search_words.cpp";
    });
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
}

TEST_CASE("LEMON stays in the assignment") {
    const Names wrong = users_of({"lemon/"}, [](const Source& source) {
        return source.path == "projections/assignment.cpp";
    });
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
}

TEST_CASE("mustache stays in http/template") {
    const Names wrong = users_of({"kainjow/"}, [](const Source& source) {
        return source.path == "http/template.cpp" || source.path == "http/template.hpp";
    });
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
}

TEST_CASE("the top level holds the rooms and what habit expects, nothing more") {
    const Names expected{
        "CMakeLists.txt", "CMakePresets.json", "ARCHITECTURE.md", "LICENSE", "README.md",
        "events",         "commands",          "projections",     "http",    "storage",
        "tests",          "benchmarks",        "script"};
    // Made by building and by running; never committed.
    const Names made{"build", "data", "node_modules", "Testing"};
    Names wrong;
    for (const auto& entry : fs::directory_iterator(root)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with('.') && !expected.contains(name) && !made.contains(name))
            wrong.insert(name);
    }
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
    for (const std::string& room : rooms) CHECK(fs::is_directory(root / room));
}

TEST_CASE("every file opens with a comment that says what it is for") {
    Names wrong;
    for (const Source& source : sources()) {
        const bool has_header = fs::exists((root / source.path).replace_extension(".hpp"));
        if (!source.header && has_header) continue;
        if (source.lines.empty() || !source.lines[0].starts_with("// ")) wrong.insert(source.path);
    }
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
}

TEST_CASE("headers are guarded by pragma once and live in the namespace of their room") {
    Names wrong;
    for (const Source& source : sources()) {
        if (!source.header || !in_rooms(source)) continue;
        bool once = false;
        bool named = false;
        for (const std::string& line : source.lines) {
            once = once || line == "#pragma once";
            named = named || line.starts_with("namespace imaginons::" + source.room);
            if (line.find("using namespace") != std::string::npos)
                wrong.insert(source.path + ": " + line);
        }
        if (!once || !named) wrong.insert(source.path);
    }
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
}

TEST_CASE("nothing is left to do, and nothing is hidden in a macro") {
    // Written so that this file does not find itself.
    const std::regex left(std::string("\\b(TO") + "DO|FIX" + "ME|XX" + "X)\\b");
    const std::regex macro(R"(^\s*#\s*define\b)");
    Names wrong;
    for (const Source& source : sources()) {
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            const std::string place = source.path + ':' + std::to_string(i + 1);
            if (std::regex_search(source.lines[i], left)) wrong.insert(place);
            if (in_rooms(source) && std::regex_search(source.lines[i], macro)) wrong.insert(place);
        }
    }
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
}

TEST_CASE("files stay under 700 lines, main under 80") {
    Names wrong;
    for (const Source& source : sources()) {
        const std::size_t most = source.path == "http/main.cpp" ? most_lines_of_main : most_lines;
        if (source.lines.size() >= most)
            wrong.insert(source.path + ": " + std::to_string(source.lines.size()));
    }
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
}

TEST_CASE("every source file is built: its name stands in a CMake file of its folder") {
    std::map<std::string, std::string> cmake;
    for (const char* folder :
         {"events", "storage", "commands", "projections", "http", "tests", "benchmarks"}) {
        if (!fs::exists(root / folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const std::string name = entry.path().filename().string();
            if (name == "CMakeLists.txt" || name.ends_with(".cmake"))
                cmake[folder] += text_of(entry.path());
        }
    }
    Names wrong;
    for (const Source& source : sources()) {
        if (source.header) continue;
        const std::regex word("(^|[^A-Za-z0-9_])" + source.stem + "\\.cpp");
        if (!std::regex_search(cmake[source.room], word)) wrong.insert(source.path);
    }
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
}

TEST_CASE("every kind of event is consumed by a projection, or ignored by name") {
    // Kinds that no read model shows, each with its reason. None so far.
    const Names ignored{};
    std::string projections;
    for (const Source& source : sources()) {
        if (source.room != "projections") continue;
        for (const std::string& line : source.lines) projections += line + '\n';
    }
    Names wrong;
    for (const auto kind : imaginons::schema::EnumValuesPayload()) {
        if (kind == imaginons::schema::Payload::NONE) continue;
        const std::string name(imaginons::events::kind_name(kind));
        const bool consumed =
            std::regex_search(projections, std::regex("const events::" + name + "&"));
        if (consumed == ignored.contains(name)) wrong.insert(name);
    }
    CHECK_MESSAGE(wrong.empty(), joined(wrong));
}
