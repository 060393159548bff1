// A person with a program of theirs: it asks the server over HTTP until it is answered, across as
// many servers as that takes, reads back what it wrote, and keeps a book of it all. Only for
// tests/history/.
#pragma once

#include <atomic>
#include <boost/json/object.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/history/served_program.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/temp_dir.hpp"

namespace imaginons::history {

// A line in a client's book: what was asked, and what was answered.
struct Deed {
    enum class Kind { propose, edit, argue, take_stance, withdraw_stance };
    Kind kind{};
    std::string key{};
    std::string method{};
    std::string path{};
    std::string body{};
    std::string object{};  // of a stance
    std::string stance{};
    // Of the answer.
    std::string answer{};
    std::uint64_t seq = 0;
    std::string event_id{};
    std::string id{};
    unsigned attempts = 0;
};

// What all clients have been told so far. Any thread.
class Acknowledged {
  public:
    void add(std::uint64_t seq);
    // One of them found something wrong: nobody waits any longer.
    void give_up();
    // Until so many more were told, or somebody gave up.
    void wait_for(std::uint64_t more);
    // One past the last event that somebody was told of.
    std::uint64_t end();

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t count_ = 0;
    std::uint64_t end_ = 0;
    bool given_up_ = false;
};

struct Answer {
    unsigned status = 0;
    std::string text;
};

class Caller {
  public:
    Caller(Address& address, std::string token) : address_(address), token_(std::move(token)) {}

    // Any answer but "not ready yet".
    Answer ask(const std::string& method, const std::string& path, const std::string& body,
               const std::string& key, unsigned* attempts = nullptr);

  private:
    Answer try_once(const std::string& request);
    void connect();

    Address& address_;
    const std::string token_;
    std::optional<tests::RawClient> client_;
    std::uint64_t gone_ = 0;  // the start of the last server that could not be reached
};

// Of one thread at a time.
class Client {
  public:
    Client(std::size_t number, std::string token, Address& address, std::uint64_t seed);

    // Does this and that until `enough`. What goes wrong is in `failure`: the test framework's
    // checks are for its own thread.
    void live(const std::vector<std::string>& shared, Acknowledged& acknowledged,
              const std::atomic<bool>& enough);
    // Gives the proposal's id.
    std::string propose();
    boost::json::object read_back(const std::string& path);

    const std::string& token() const { return token_; }
    // What they think now, by object, as their book says.
    std::map<std::string, std::string> current() const;

    std::vector<Deed> book;
    std::string failure;

  private:
    void one_deed(const std::vector<std::string>& shared);
    void edit();
    void argue(const std::string& proposal);
    void think(const std::string& object);
    void ask_again();
    const Deed& carry_out(Deed deed);
    std::string words(const char* what) const;

    const std::size_t number_;
    const std::string token_;
    Caller caller_;
    std::mt19937_64 random_;
    std::string own_;  // a proposal that nobody else takes a stance on
};

using Clients = std::vector<std::unique_ptr<Client>>;

// So many people who join the new log in `data`; no server may be running.
Clients joined_clients(const std::filesystem::path& data, std::uint64_t count, Address& address,
                       std::uint64_t seed);

// All of them at once, until the end of its life. Then fails the test if one of them failed.
class Crowd {
  public:
    Crowd(const Clients& clients, std::vector<std::string> shared);
    ~Crowd();
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

    Acknowledged acknowledged;

  private:
    const Clients& clients_;
    const std::vector<std::string> shared_;
    std::atomic<bool> enough_{false};
    std::vector<std::thread> threads_;
};

// IMAGINONS_TEST_SEED repeats what the clients do, not when their threads meet.
std::uint64_t seed();

}  // namespace imaginons::history
