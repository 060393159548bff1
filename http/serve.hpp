// The verb serve: a data directory opened, folded, served over HTTP and closed again. It wires the
// rooms together and knows none of their rules.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace imaginons::http {

struct ServeOptions {
    std::filesystem::path data;
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;                 // 0 = any free one
    unsigned threads = 0;                      // 0 = one less than the cores, at least one
    bool demo = false;                         // fill a new log with a small French demo
    std::string origin;                        // empty = http://HOST:PORT
    std::string smtp_url;                      // empty = mails stay in data/outbox
    std::string smtp_user;                     // empty = the relay asks for none
    std::filesystem::path smtp_password_file;  // its first line; with smtp_user only
    std::string mail_from;
    std::vector<std::string> witnesses;  // URL=VERIFIER KEY of those who are asked to cosign
    std::filesystem::path theme;         // empty = the embedded pages
    std::string city = "Annemasse";
    std::int32_t answer_days = 45;  // after which an answer is shown as overdue
};

// A site that runs: for the verb, and for tests that want a real one.
class Site {
  public:
    // Opens everything, throws what opening throws, and binds; nothing is folded yet and /readyz
    // says so. `progress` gets what a person at the terminal should know; may be empty.
    Site(ServeOptions options, std::function<void(const std::string&)> progress);
    ~Site();
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    std::uint16_t port() const;
    const std::string& origin() const;

    // Folds on threads of its own while the calling thread serves, until stop() or, with `signals`,
    // SIGTERM or SIGINT. Then drains, stops the writer and signs the last checkpoint. Throws what
    // folding threw.
    void run(bool signals);
    void stop();  // any thread
    // Blocks until requests are answered, or folding has failed. Any thread.
    void wait_until_ready();

  private:
    struct Running;
    std::unique_ptr<Running> running_;
};

// Where a browser on this machine finds what listens there.
std::string local_origin(const std::string& host, std::uint16_t port);

// The verb: exit code.
int serve(const ServeOptions& options);

}  // namespace imaginons::http
