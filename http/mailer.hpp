// Mail that the site sends: written as files into the outbox by a thread of its own, then handed to
// an SMTP server if one is set. It knows nothing of what the mails say.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace imaginons::http {

struct Mail {
    std::string to;       // one address, as typed
    std::string subject;  // UTF-8, one line
    std::string text;     // UTF-8, lines end in \n
    std::string unsubscribe_url =
        {};  // to be POSTed to (RFC 8058); empty: it cannot be unsubscribed from
};

struct MailerOptions {
    std::filesystem::path outbox;
    std::string from;      // "Imaginons Annemasse <participation@annemasse.example>", or an address
    std::string smtp_url;  // "smtp://host:25", "smtps://host:465"; empty: files stay in the outbox
    std::string smtp_user;
    std::string smtp_password;
};

// The bytes of a mail (RFC 5322, MIME, UTF-8). `id` makes its Message-ID, so that a resend is seen
// as one.
std::string compose(const Mail& mail, std::string_view from, std::string_view id,
                    std::int64_t now_ms);

// Any thread may send.
class Mailer {
  public:
    // Files left in the outbox are sent first, if there is a server to send them to.
    explicit Mailer(MailerOptions options);
    // What waits in memory is still written to the outbox.
    ~Mailer();
    Mailer(const Mailer&) = delete;
    Mailer& operator=(const Mailer&) = delete;

    bool writes_files_only() const { return options_.smtp_url.empty(); }
    // False if too many wait. A letter to an address that is held goes nowhere.
    bool send(Mail mail);
    // When it returns no letter to the address waits in memory or is just being written, and none
    // will be until release(). What lies in the outbox is not its business.
    void hold(const std::string& address);
    void release(const std::string& address);
    // Into the outbox at once, as the file and with the Message-ID of that id; durable when it
    // returns, on the caller's thread. The same id again takes the former's place. Throws if it
    // cannot be written.
    void put(const Mail& mail, const std::string& id);
    // Out of the outbox, if it is still there.
    void take_back(const std::string& id);

  private:
    void run();
    void write_all(const std::deque<Mail>& mails);
    std::filesystem::path file_of(const std::string& id) const;
    void write(const Mail& mail);
    // True if the outbox is empty afterwards.
    bool deliver_outbox();
    bool deliver(const std::filesystem::path& file);

    const MailerOptions options_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Mail> waiting_;
    std::set<std::string> held_;
    bool writing_ = false;
    bool came_ = false;  // a file, by put()
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace imaginons::http
