// A real site in a temporary directory, served over a real socket, and clients of it: a program
// with a token, and a person with a browser that keeps cookies and fills in forms.
#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/serve.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/temp_dir.hpp"

namespace imaginons::tests {

// What an answer of the API says, checked against openapi.json before a test sees it.
struct ApiAnswer {
    unsigned status = 0;
    RawResponse raw;
    boost::json::value body;

    std::string text(
        std::string_view pointer) const;  // by JSON pointer; the test fails if it is no string
    std::int64_t number(std::string_view pointer) const;
};

class TestSite {
  public:
    // Joins the people first; their tokens by name.
    explicit TestSite(const std::vector<std::string>& people = {"Ada", "Blaise", "Camille"},
                      std::string city = "Annemasse");
    ~TestSite();

    // Stops and starts it again on the same data.
    void restart();
    std::vector<std::string> witnesses;  // as `serve --witness` takes them, from the next start on
    std::string origin;  // as `serve --origin` takes it, likewise; empty: by its port
    void stop();
    std::filesystem::path data() const { return dir_.path / "data"; }
    std::uint16_t port() const { return site_->port(); }
    const std::string& token(const std::string& person) const { return tokens_.at(person); }

    // One request on a connection of its own; `who` empty: without a token. Extra header lines end
    // in \r\n.
    ApiAnswer api(std::string_view method, std::string_view path, std::string_view who = {},
                  const std::optional<std::string>& body = std::nullopt,
                  std::string_view headers = {});
    // The same for bytes of any kind: no check against openapi.json.
    RawResponse raw(std::string_view method, std::string_view path, std::string_view headers = {},
                    std::string_view body = {});
    // Events folded, as the server says.
    std::int64_t position();
    std::string digest_line();  // as `replay` prints it

    // Ids, made through the API; the test fails if it is refused.
    std::string open_project(std::string_view who, std::string_view title,
                             std::string_view choice = "for_neutral_against");
    std::string propose(std::string_view who, std::string_view project, std::string_view title,
                        std::string_view body = "Un texte.");
    // As `role` gives it, while no server runs; the site starts again.
    void give_role(const std::string& pseudonym, const std::string& role,
                   const std::string& project = {});
    // The newest mail's text; empty if there is none.
    std::string newest_mail() const;

  private:
    void start();
    TempDir dir_;
    std::string city_;
    std::map<std::string, std::string, std::less<>> tokens_;
    std::unique_ptr<http::Site> site_;
    std::thread thread_;
};

// A browser without scripts: cookies, redirects, forms.
class Browser {
  public:
    explicit Browser(TestSite& site) : site_(site) {}

    // Follows redirects; the last answer.
    const RawResponse& get(std::string path);
    // Posts fields, with the first form's hidden ones of the page that is open (csrf, request_id)
    // unless they are given.
    const RawResponse& post(std::string path,
                            std::vector<std::pair<std::string, std::string>> fields,
                            bool follow = true);
    const RawResponse& page() const { return page_; }
    const std::string& path() const { return path_; }
    // Value of a hidden field of the open page.
    std::string hidden(std::string_view name) const;
    bool shows(std::string_view text) const { return page_.body.find(text) != std::string::npos; }

    // Asks for a mail to sign in with; the path of its link.
    std::string ask_for_link(std::string_view email);
    // Through the mail's link and the form for new people.
    void join(std::string_view email, std::string_view pseudonym);
    std::string extra_headers;  // lines that end in \r\n, sent with every request

  private:
    const RawResponse& load(std::string_view method, std::string path, const std::string& body,
                            bool follow);
    TestSite& site_;
    std::map<std::string, std::string> cookies_;
    RawResponse page_;
    std::string path_;
};

std::string json_text(std::string_view text);  // with quotes
std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields);
// What a text looks like in HTML, as the templates escape it.
std::string html_escaped(std::string_view text);

}  // namespace imaginons::tests
