#include "tests/history/client.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <cstdlib>
#include <sstream>

#include "commands/token.hpp"

namespace imaginons::history {

namespace {

constexpr const char* stances[] = {"for", "neutral", "against"};

struct Broken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void must(bool holds, const std::string& what) {
    if (!holds) throw Broken(what);
}

std::string joined_as(const std::filesystem::path& data, const std::string& name) {
    std::ostringstream out;
    std::ostringstream errors;
    REQUIRE_MESSAGE(commands::token_command(data, name, out, errors) == 0, errors.str());
    std::string token = out.str();
    token.pop_back();
    return token;
}

}  // namespace

void Acknowledged::add(std::uint64_t seq) {
    {
        const std::lock_guard lock(mutex_);
        ++count_;
        end_ = std::max(end_, seq + 1);
    }
    changed_.notify_all();
}

void Acknowledged::give_up() {
    {
        const std::lock_guard lock(mutex_);
        given_up_ = true;
    }
    changed_.notify_all();
}

void Acknowledged::wait_for(std::uint64_t more) {
    std::unique_lock lock(mutex_);
    const std::uint64_t until = count_ + more;
    changed_.wait(lock, [&] { return count_ >= until || given_up_; });
}

std::uint64_t Acknowledged::end() {
    const std::lock_guard lock(mutex_);
    return end_;
}

Answer Caller::ask(const std::string& method, const std::string& path, const std::string& body,
                   const std::string& key, unsigned* attempts) {
    std::string head = method + " " + path +
                       " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token_ + "\r\n";
    if (!key.empty()) head += "Idempotency-Key: " + key + "\r\n";
    if (!body.empty()) head += "Content-Type: application/json\r\n";
    if (method != "GET") head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    for (;;) {
        if (attempts != nullptr) ++*attempts;
        const Answer answer = try_once(head + "\r\n" + body);
        if (answer.status != 0 && answer.status != 503) return answer;
    }
}

// Status 0: the connection broke.
Answer Caller::try_once(const std::string& request) {
    try {
        if (!client_) connect();
        if (client_->send(request)) {
            const tests::RawResponse response = client_->receive();
            if (response.status != 0) return {response.status, response.body};
        }
    } catch (const std::runtime_error&) {
        // Nobody listens there any more: the next try waits for the next server.
    }
    client_.reset();
    return {};
}

void Caller::connect() {
    const Address::Place place = address_.after(gone_);
    gone_ = place.start;
    client_.emplace(place.port);
    gone_ = 0;
}

Client::Client(std::size_t number, std::string token, Address& address, std::uint64_t seed)
    : number_(number), token_(token), caller_(address, std::move(token)), random_(seed + number) {}

void Client::live(const std::vector<std::string>& shared, Acknowledged& acknowledged,
                  const std::atomic<bool>& enough) {
    try {
        if (own_.empty()) own_ = propose();
        while (!enough) {
            one_deed(shared);
            acknowledged.add(book.back().seq);
        }
    } catch (const std::exception& error) {
        failure = error.what();
        acknowledged.give_up();
    }
}

std::string Client::propose() {
    const std::string title = words("Proposition");
    const Deed& deed = carry_out({.kind = Deed::Kind::propose,
                                  .method = "POST",
                                  .path = "/api/v1/proposals",
                                  .body = R"({"title":")" + title + R"(","body":"Texte."})"});
    const auto read = read_back("/api/v1/proposals/" + deed.id);
    must(read.at("title").as_string() == title, "a proposal is not read as it was written");
    return deed.id;
}

boost::json::object Client::read_back(const std::string& path) {
    const Answer answer = caller_.ask("GET", path, {}, {});
    must(answer.status == 200, path + " is not there: " + std::to_string(answer.status));
    return boost::json::parse(answer.text).as_object();
}

std::map<std::string, std::string> Client::current() const {
    std::map<std::string, std::string> all;
    for (const Deed& deed : book) {
        if (deed.kind == Deed::Kind::take_stance) all[deed.object] = deed.stance;
        if (deed.kind == Deed::Kind::withdraw_stance) all.erase(deed.object);
    }
    return all;
}

void Client::one_deed(const std::vector<std::string>& shared) {
    const std::string& one = shared[random_() % shared.size()];
    switch (random_() % 10) {
        case 0: propose(); return;
        case 1: edit(); return;
        case 2: argue(one); return;
        case 3: ask_again(); return;
        default: think(random_() % 3 == 0 ? own_ : one); return;
    }
}

void Client::edit() {
    const std::string title = words("Titre");
    carry_out({.kind = Deed::Kind::edit,
               .method = "PUT",
               .path = "/api/v1/proposals/" + own_,
               .body = R"({"title":")" + title + R"(","body":"Autre texte."})"});
    must(read_back("/api/v1/proposals/" + own_).at("title").as_string() == title,
         "an edit is not read back");
}

void Client::argue(const std::string& proposal) {
    const std::string said = words("Argument");
    const Deed& deed = carry_out({.kind = Deed::Kind::argue,
                                  .method = "POST",
                                  .path = "/api/v1/proposals/" + proposal + "/arguments",
                                  .body = R"({"side":"for","body":")" + said + R"("})"});
    must(read_back("/api/v1/arguments/" + deed.id).at("body").as_string() == said,
         "an argument is not read as it was written");
}

void Client::think(const std::string& object) {
    const bool withdraws = current().contains(object) && random_() % 4 == 0;
    const std::string stance = withdraws ? "" : stances[random_() % 3];
    carry_out({.kind = withdraws ? Deed::Kind::withdraw_stance : Deed::Kind::take_stance,
               .method = withdraws ? "DELETE" : "PUT",
               .path = "/api/v1/proposals/" + object + "/stance",
               .body = withdraws ? "" : R"({"stance":")" + stance + R"("})",
               .object = object,
               .stance = stance});
    if (object != own_) return;
    const auto tally = read_back("/api/v1/proposals/" + own_).at("tally").as_object();
    for (const char* each : stances) {
        must(tally.at(each).as_int64() == (stance == each ? 1 : 0), "a stance is not read back");
    }
}

// Something that was acknowledged, perhaps by a server that is gone: the same answer.
void Client::ask_again() {
    const Deed& deed = book[random_() % book.size()];
    const Answer again = caller_.ask(deed.method, deed.path, deed.body, deed.key);
    must(again.text == deed.answer, "a resend had another answer: " + again.text);
}

const Deed& Client::carry_out(Deed deed) {
    deed.key = "deed-" + std::to_string(book.size());
    const Answer answer = caller_.ask(deed.method, deed.path, deed.body, deed.key, &deed.attempts);
    must(answer.status == 200 || answer.status == 201,
         deed.method + " " + deed.path + " was refused: " + answer.text);
    const auto said = boost::json::parse(answer.text).as_object();
    deed.answer = answer.text;
    deed.seq = static_cast<std::uint64_t>(said.at("seq").as_int64());
    deed.event_id = said.at("event_id").as_string();
    deed.id = said.at("id").as_string();
    must(book.empty() || book.back().seq < deed.seq, "a later deed stands before an earlier one");
    book.push_back(std::move(deed));
    return book.back();
}

// Different each time.
std::string Client::words(const char* what) const {
    return std::string(what) + " " + std::to_string(number_) + "-" + std::to_string(book.size());
}

Clients joined_clients(const std::filesystem::path& data, std::uint64_t count, Address& address,
                       std::uint64_t seed) {
    Clients clients;
    for (std::size_t n = 0; n < count; ++n) {
        const std::string token = joined_as(data, "Personne " + std::to_string(n));
        clients.push_back(std::make_unique<Client>(n, token, address, seed));
    }
    return clients;
}

Crowd::Crowd(const Clients& clients, std::vector<std::string> shared)
    : clients_(clients), shared_(std::move(shared)) {
    for (const auto& client : clients_) {
        threads_.emplace_back([this, &client] { client->live(shared_, acknowledged, enough_); });
    }
}

Crowd::~Crowd() {
    enough_ = true;
    for (std::thread& thread : threads_) thread.join();
    for (const auto& client : clients_) CHECK_MESSAGE(client->failure.empty(), client->failure);
}

std::uint64_t seed() {
    const char* fixed = std::getenv("IMAGINONS_TEST_SEED");
    return fixed != nullptr ? std::strtoull(fixed, nullptr, 10) : std::random_device{}();
}

}  // namespace imaginons::history
