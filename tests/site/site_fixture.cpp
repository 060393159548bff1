// Starts and asks the site; nothing here knows what a right answer is, but that it fits
// openapi.json.
#include "tests/site/site_fixture.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "commands/role_command.hpp"
#include "commands/token.hpp"
#include "http/query.hpp"
#include "tests/site/openapi_check.hpp"

namespace imaginons::tests {

std::string ApiAnswer::text(std::string_view pointer) const {
    const boost::json::value& value = body.at_pointer(pointer);
    REQUIRE(value.is_string());
    return std::string(value.get_string());
}

std::int64_t ApiAnswer::number(std::string_view pointer) const {
    const boost::json::value& value = body.at_pointer(pointer);
    REQUIRE(value.is_int64());
    return value.get_int64();
}

TestSite::TestSite(const std::vector<std::string>& people, std::string city)
    : city_(std::move(city)) {
    for (const std::string& person : people) {
        std::ostringstream out;
        std::ostringstream errors;
        REQUIRE_MESSAGE(commands::token_command(data(), person, out, errors) == 0, errors.str());
        std::string token = out.str();
        while (!token.empty() && token.back() == '\n') token.pop_back();
        tokens_[person] = token.substr(token.rfind('\n') + 1);
    }
    start();
}

TestSite::~TestSite() {
    stop();
}

void TestSite::start() {
    http::ServeOptions options;
    options.data = data();
    options.port = 0;
    options.threads = 1;
    options.city = city_;
    options.witnesses = witnesses;
    options.origin = origin;
    site_ = std::make_unique<http::Site>(std::move(options), nullptr);
    thread_ = std::thread([this] { site_->run(false); });
    site_->wait_until_ready();
}

void TestSite::stop() {
    if (!site_) return;
    site_->stop();
    thread_.join();
    site_.reset();
}

void TestSite::restart() {
    stop();
    start();
}

RawResponse TestSite::raw(std::string_view method, std::string_view path, std::string_view headers,
                          std::string_view body) {
    RawClient client(port());
    std::string request = std::string(method) + ' ' + std::string(path) +
                          " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port()) + "\r\n" +
                          std::string(headers);
    if (!body.empty() || method == "POST" || method == "PUT") {
        request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    }
    request += "\r\n";
    request += body;
    REQUIRE(client.send(request));
    return client.receive(method == "HEAD");
}

ApiAnswer TestSite::api(std::string_view method, std::string_view path, std::string_view who,
                        const std::optional<std::string>& body, std::string_view headers) {
    std::string lines(headers);
    if (!who.empty()) lines += "Authorization: Bearer " + token(std::string(who)) + "\r\n";
    if (body && headers.find("Content-Type") == std::string_view::npos)
        lines += "Content-Type: application/json\r\n";
    ApiAnswer answer;
    answer.raw = raw(method, path, lines, body.value_or(""));
    answer.status = answer.raw.status;
    if (answer.raw.header("content-type").starts_with("text/plain")) {
        answer.body = boost::json::string(answer.raw.body);
    } else if (!answer.raw.body.empty()) {
        boost::json::error_code error;
        answer.body = boost::json::parse(answer.raw.body, error);
        REQUIRE_MESSAGE(!error, answer.raw.body);
    }
    const std::string defect =
        openapi_defect(method, path, answer.status, answer.raw.header("content-type"), answer.body);
    CHECK_MESSAGE(defect.empty(), std::string(method), " ", std::string(path), " ", answer.status,
                  ": ", defect, "\n", answer.raw.body);
    return answer;
}

std::int64_t TestSite::position() {
    return api("GET", "/api/v1/digest").number("/position");
}

std::string TestSite::digest_line() {
    const ApiAnswer digest = api("GET", "/api/v1/digest");
    return "position " + std::to_string(digest.number("/position")) + " public " +
           digest.text("/public") + " full " + digest.text("/full");
}

std::string TestSite::open_project(std::string_view who, std::string_view title,
                                   std::string_view choice) {
    const ApiAnswer answer =
        api("POST", "/api/v1/projects", who,
            "{\"title\":" + json_text(title) +
                ",\"body\":\"Un projet.\",\"level\":\"consult\",\"stance_choice\":\"" +
                std::string(choice) + "\"}");
    REQUIRE_MESSAGE(answer.status == 201, answer.raw.body);
    return answer.text("/id");
}

std::string TestSite::propose(std::string_view who, std::string_view project,
                              std::string_view title, std::string_view body) {
    const std::string path = project.empty()
                                 ? "/api/v1/proposals"
                                 : "/api/v1/projects/" + std::string(project) + "/proposals";
    const ApiAnswer answer = api(
        "POST", path, who, "{\"title\":" + json_text(title) + ",\"body\":" + json_text(body) + "}");
    REQUIRE_MESSAGE(answer.status == 201, answer.raw.body);
    return answer.text("/id");
}

void TestSite::give_role(const std::string& pseudonym, const std::string& role,
                         const std::string& project) {
    stop();
    std::ostringstream out;
    std::ostringstream errors;
    const int code = commands::role_command(
        data(),
        {.pseudonym = pseudonym, .give = role, .project = project, .reason = "Service Citoyenneté"},
        out, errors);
    REQUIRE_MESSAGE(code == 0, errors.str());
    restart();
}

std::string TestSite::newest_mail() const {
    std::filesystem::path newest;
    // The mailer writes on a thread of its own: give it the time that a slow machine needs.
    for (int tries = 0; tries < 500 && newest.empty(); ++tries) {
        for (const auto& entry : std::filesystem::directory_iterator(data() / "outbox")) {
            if (entry.path().extension() == ".eml") newest = entry.path();
        }
        if (newest.empty()) ::usleep(10'000);
    }
    if (newest.empty()) return {};
    std::ifstream in(newest, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    in.close();
    std::filesystem::remove(newest);
    return text;
}

const RawResponse& Browser::load(std::string_view method, std::string path, const std::string& body,
                                 bool follow) {
    std::string headers = extra_headers;
    if (!cookies_.empty()) {
        headers += "Cookie: ";
        for (const auto& [name, value] : cookies_) headers += name + '=' + value + "; ";
        headers.resize(headers.size() - 2);
        headers += "\r\n";
    }
    if (method == "POST") headers += "Content-Type: application/x-www-form-urlencoded\r\n";
    const std::string target = path.substr(0, path.find('#'));
    page_ = site_.raw(method, target, headers, body);
    path_ = path;
    const std::string set = page_.header("set-cookie");
    if (!set.empty()) {
        const std::size_t equals = set.find('=');
        const std::string value = set.substr(equals + 1, set.find(';') - equals - 1);
        if (value.empty()) {
            cookies_.erase(set.substr(0, equals));
        } else {
            cookies_[set.substr(0, equals)] = value;
        }
    }
    if (follow && page_.status == 303) return load("GET", page_.header("location"), {}, true);
    return page_;
}

const RawResponse& Browser::get(std::string path) {
    return load("GET", std::move(path), {}, true);
}

const RawResponse& Browser::post(std::string path,
                                 std::vector<std::pair<std::string, std::string>> fields,
                                 bool follow) {
    for (const char* name : {"csrf", "request_id"}) {
        const bool given = std::any_of(fields.begin(), fields.end(),
                                       [&](const auto& field) { return field.first == name; });
        if (!given) fields.emplace_back(name, hidden(name));
    }
    return load("POST", std::move(path), form_encoded(fields), follow);
}

std::string Browser::hidden(std::string_view name) const {
    const std::string start = "name=\"" + std::string(name) + "\" value=\"";
    const std::size_t at = page_.body.find(start);
    if (at == std::string::npos) return {};
    const std::size_t begin = at + start.size();
    return page_.body.substr(begin, page_.body.find('"', begin) - begin);
}

std::string Browser::ask_for_link(std::string_view email) {
    get("/signin");
    post("/signin", {{"email", std::string(email)}});
    REQUIRE(path_ == "/signin/sent");
    const std::string mail = site_.newest_mail();
    const std::size_t at = mail.find("/signin/confirm?token=");
    REQUIRE(at != std::string::npos);
    return mail.substr(at, mail.find_first_of("\r\n", at) - at);
}

void Browser::join(std::string_view email, std::string_view pseudonym) {
    get(ask_for_link(email));
    post("/signin/confirm", {{"token", hidden("token")}, {"next", ""}});
    REQUIRE(path_.starts_with("/signin/join"));
    post("/signin/join", {{"token", hidden("token")},
                          {"next", ""},
                          {"charter_version", hidden("charter_version")},
                          {"charter", "yes"},
                          {"pseudonym", std::string(pseudonym)}});
    REQUIRE_MESSAGE(page_.status == 200, page_.body);
}

std::string json_text(std::string_view text) {
    return boost::json::serialize(boost::json::value(boost::json::string(text)));
}

std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += http::percent_encode(name) + '=' + http::percent_encode(value);
    }
    return out;
}

std::string html_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&apos;"; break;
            default: out += c;
        }
    }
    return out;
}

}  // namespace imaginons::tests
