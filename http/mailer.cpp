// One mail, one file: "<id>.eml", removed when the SMTP server has taken it. A mail that cannot be
// delivered stays and is tried again, at longer and longer intervals, for some days.
#include "http/mailer.hpp"

#include <curl/curl.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "events/ids.hpp"
#include "http/app_limits.hpp"
#include "http/clock.hpp"
#include "http/random.hpp"
#include "storage/base64.hpp"
#include "storage/data_dir.hpp"
#include "storage/sha256.hpp"

namespace imaginons::http {

namespace {

constexpr std::chrono::seconds first_retry{10};
constexpr std::chrono::seconds longest_retry{600};

// RFC 2047: words of at most 75 characters, each whole characters of UTF-8.
std::string encoded_header(std::string_view text) {
    const bool plain =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; });
    if (plain) return std::string(text);
    std::string out;
    while (!text.empty()) {
        std::size_t n = std::min<std::size_t>(text.size(), 42);
        while (n < text.size() && n > 0 && (static_cast<unsigned char>(text[n]) & 0xC0U) == 0x80U)
            --n;
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + storage::base64(storage::as_bytes(text.substr(0, n))) + "?=";
        text.remove_prefix(n);
    }
    return out;
}

// "Name <address>" with the name encoded where it must be.
std::string encoded_mailbox(std::string_view mailbox) {
    const std::size_t open = mailbox.rfind('<');
    if (open == std::string_view::npos || open == 0) return std::string(mailbox);
    std::string_view name = mailbox.substr(0, open);
    while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
    return encoded_header(name) + ' ' + std::string(mailbox.substr(open));
}

std::string_view address_in(std::string_view mailbox) {
    const std::size_t open = mailbox.rfind('<');
    if (open == std::string_view::npos) return mailbox;
    const std::size_t close = mailbox.find('>', open);
    return mailbox.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
}

std::string rfc5322_date(std::int64_t now_ms) {
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = static_cast<std::time_t>(now_ms / 1000);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::array<char, 40> rest{};
    std::strftime(rest.data(), rest.size(), " %Y %H:%M:%S +0000", &utc);
    return std::string(days[static_cast<std::size_t>(utc.tm_wday)]) + ", " +
           std::to_string(utc.tm_mday) + ' ' +
           std::string(months[static_cast<std::size_t>(utc.tm_mon)]) + rest.data();
}

std::string header_value(std::string_view mail, std::string_view name) {
    const std::string start = "\r\n" + std::string(name) + ": ";
    const std::size_t at = mail.find(start);
    if (at == std::string_view::npos) return {};
    const std::size_t begin = at + start.size();
    return std::string(mail.substr(begin, mail.find("\r\n", begin) - begin));
}

bool given_up(const std::filesystem::path& file) {
    std::error_code gone;
    const auto written = std::filesystem::last_write_time(file, gone);
    if (gone || std::filesystem::file_time_type::clock::now() - written < limits::mail_tried)
        return false;
    spdlog::warn("a mail was given up: no relay has taken it for {} hours",
                 limits::mail_tried.count());
    return true;
}

struct Upload {
    std::string_view rest;
};

std::size_t give_bytes(char* to, std::size_t size, std::size_t count, void* state) {
    auto& upload = *static_cast<Upload*>(state);
    const std::size_t n = std::min(size * count, upload.rest.size());
    std::copy_n(upload.rest.data(), n, to);
    upload.rest.remove_prefix(n);
    return n;
}

}  // namespace

std::string compose(const Mail& mail, std::string_view from, std::string_view id,
                    std::int64_t now_ms) {
    const std::string_view sender = address_in(from);
    const std::size_t at = sender.rfind('@');
    const std::string_view domain =
        at == std::string_view::npos ? "localhost" : sender.substr(at + 1);
    std::string out;
    out += "Date: " + rfc5322_date(now_ms) + "\r\n";
    out += "From: " + encoded_mailbox(from) + "\r\n";
    out += "To: " + mail.to + "\r\n";
    out += "Message-ID: <" + std::string(id) + "@" + std::string(domain) + ">\r\n";
    out += "Subject: " + encoded_header(mail.subject) + "\r\n";
    if (!mail.unsubscribe_url.empty()) {
        out += "List-Unsubscribe: <" + mail.unsubscribe_url + ">\r\n";
        out += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
    }
    out += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
    // Readable in the outbox: our texts have lines short enough for 8bit, which every server of
    // today takes.
    out += "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
    for (const char c : mail.text) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

Mailer::Mailer(MailerOptions options) : options_(std::move(options)) {
    std::filesystem::create_directories(options_.outbox);
    if (!writes_files_only()) curl_global_init(CURL_GLOBAL_DEFAULT);
    thread_ = std::thread([this] { run(); });
}

Mailer::~Mailer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
    if (!writes_files_only()) curl_global_cleanup();
}

bool Mailer::send(Mail mail) {
    {
        const std::lock_guard lock(mutex_);
        if (held_.contains(mail.to)) return true;
        if (waiting_.size() >= limits::mails_waiting) return false;
        waiting_.push_back(std::move(mail));
    }
    changed_.notify_all();
    return true;
}

void Mailer::hold(const std::string& address) {
    std::unique_lock lock(mutex_);
    held_.insert(address);
    std::erase_if(waiting_, [&](const Mail& mail) { return mail.to == address; });
    changed_.wait(lock, [this] { return !writing_; });
}

void Mailer::release(const std::string& address) {
    const std::lock_guard lock(mutex_);
    held_.erase(address);
}

std::filesystem::path Mailer::file_of(const std::string& id) const {
    return options_.outbox / (id + ".eml");
}

void Mailer::put(const Mail& mail, const std::string& id) {
    storage::write_file_durably(file_of(id), compose(mail, options_.from, id, now_ms()));
    {
        const std::lock_guard lock(mutex_);
        came_ = true;
    }
    changed_.notify_all();
}

void Mailer::take_back(const std::string& id) {
    std::error_code sent;
    if (std::filesystem::remove(file_of(id), sent)) storage::sync_directory(options_.outbox);
}

void Mailer::run() {
    bool outbox_empty = writes_files_only() || deliver_outbox();
    std::chrono::seconds retry = first_retry;
    std::unique_lock lock(mutex_);
    while (true) {
        const auto ready = [this] { return stopping_ || came_ || !waiting_.empty(); };
        const bool woken = outbox_empty ? (changed_.wait(lock, ready), true)
                                        : changed_.wait_for(lock, retry, ready);
        std::deque<Mail> mails;
        mails.swap(waiting_);
        writing_ = true;
        came_ = false;
        const bool stopping = stopping_;
        lock.unlock();
        write_all(mails);
        if (stopping) return;
        if (!writes_files_only()) {
            outbox_empty = deliver_outbox();
            retry = outbox_empty || woken ? first_retry : std::min(retry * 2, longest_retry);
        }
        lock.lock();
    }
}

void Mailer::write_all(const std::deque<Mail>& mails) {
    for (const Mail& mail : mails) write(mail);
    {
        const std::lock_guard lock(mutex_);
        writing_ = false;
    }
    changed_.notify_all();
}

void Mailer::write(const Mail& mail) {
    const std::string id = events::to_text(random_id<events::Id>());
    try {
        storage::write_file_durably(file_of(id), compose(mail, options_.from, id, now_ms()));
    } catch (const std::exception& error) {
        // The person asks for another link; the log must not say who.
        spdlog::error("a mail could not be written to the outbox: {}", error.what());
    }
}

bool Mailer::deliver_outbox() {
    std::vector<std::filesystem::path> files;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(options_.outbox, ignored)) {
        if (entry.path().extension() == ".eml") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    bool all = true;
    for (const auto& file : files) {
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) return false;
        }
        if (deliver(file) || given_up(file)) {
            std::filesystem::remove(file, ignored);
        } else {
            all = false;
        }
    }
    return all;
}

bool Mailer::deliver(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string mail((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const std::string to = header_value(mail, "To");
    if (to.empty()) return false;
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                   &curl_easy_cleanup);
    if (!curl) return false;
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients(
        curl_slist_append(nullptr, ("<" + to + ">").c_str()), &curl_slist_free_all);
    const std::string from = "<" + std::string(address_in(options_.from)) + ">";
    Upload upload{mail};
    curl_easy_setopt(curl.get(), CURLOPT_URL, options_.smtp_url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 60L);
    if (!options_.smtp_user.empty()) {
        curl_easy_setopt(curl.get(), CURLOPT_USERNAME, options_.smtp_user.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, options_.smtp_password.c_str());
        // A password never travels in clear.
        curl_easy_setopt(curl.get(), CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    } else {
        curl_easy_setopt(curl.get(), CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_TRY));
    }
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, &give_bytes);
    curl_easy_setopt(curl.get(), CURLOPT_READDATA, &upload);
    const CURLcode code = curl_easy_perform(curl.get());
    if (code == CURLE_OK) return true;
    spdlog::warn("a mail waits in the outbox: {}", curl_easy_strerror(code));
    return false;
}

}  // namespace imaginons::http
