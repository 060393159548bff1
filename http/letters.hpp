// Letters about what people follow: who is due, what happened to what they follow since the last
// letter, and the letter's way into the outbox, in steps that a crash cannot spoil
// (storage/FORMAT.md). A thread of its own; the writer only turns the pages of the vault.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "events/ids.hpp"
#include "http/letter_text.hpp"
#include "storage/vault.hpp"

namespace imaginons::http {

class App;

class Letters {
  public:
    // Writes to `app`'s mailer. The engine must have been started; it must be stopped before this
    // is destroyed, since the thread waits for its answers.
    explicit Letters(App& app);
    ~Letters();
    Letters(const Letters&) = delete;
    Letters& operator=(const Letters&) = delete;

  private:
    struct Draft {
        events::PersonId person;
        std::uint64_t from = 0;
        std::uint64_t to = 0;
        std::optional<Letter> letter;  // nothing: there is nothing to say, or nowhere to say it
        std::string language;
        std::string id;
    };
    void run();
    void round();
    // Whoever proposes or opens a project follows it, and hears of it from then on.
    void begin_for_authors();
    // A meeting that is changed or called off cannot wait until Friday: whoever is told of it at all
    // is told now.
    void hurry_for_meetings();
    std::vector<events::PersonId> followers_of(const std::vector<events::Id>& meetings);
    bool write_to(const std::vector<events::PersonId>& due);
    std::optional<Draft> draft_for(const events::PersonId& person);
    void fill(Draft& draft, const storage::Following& following, std::string email);
    void put(const Draft& draft);
    bool is_stopping();
    // By the writer, durable when it returns; false if it takes no more work.
    bool change_vault(const std::function<void(storage::VaultTxn&)>& change);

    App& app_;
    std::uint64_t authors_before_ = 0;  // position: whoever acted before has a row
    std::uint64_t hurried_before_ = 0;  // position, likewise
    // Of people who want to hear at once: up to where there was nothing for them.
    std::unordered_map<events::PersonId, std::uint64_t, events::IdHash> nothing_before_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace imaginons::http
