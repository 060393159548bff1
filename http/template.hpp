// Page templates: Mustache files checked and translated when they load, so that a page can neither
// show a field that nobody set nor let a person's words out of their quotes. The only user of
// kainjow's mustache.hpp.
#pragma once

#include "http/catalogue.hpp"
#include "http/markdown.hpp"
#include "http/template_text.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace imaginons::http {

// What a page says, by name. A page's struct is turned into Fields by one function, its binding;
// run once on an empty struct, the same binding says which names exist (the shape), and templates
// are checked against that. So a binding sets the same names whatever the data.
class Fields {
  public:
    enum class Purpose : std::uint8_t { render, shape };

    explicit Fields(const Catalogue& words, Purpose purpose = Purpose::render);
    ~Fields();
    Fields(Fields&&) noexcept;
    Fields& operator=(Fields&&) noexcept;
    Fields(const Fields&) = delete;
    Fields& operator=(const Fields&) = delete;

    const Catalogue& words() const;
    bool is_shape() const;

    void text(std::string_view name, std::string_view value);  // escaped where it is shown
    void html(std::string_view name, const Html& value);       // name ends in _html
    void url(std::string_view name,
             std::string_view value);  // name ends in _url; what is not safe becomes "#"
    void path(std::string_view name,
              std::string_view value);  // as url, a path of this site; gets the language's prefix
    void flag(std::string_view name, bool value);
    void number(std::string_view name,
                std::uint64_t value);  // formatted, and ready for counted phrases
    void date(std::string_view name,
              std::int64_t unix_ms);  // name and name_iso; 0 sets both empty, flag name_known
    void day(std::string_view name, std::int32_t days);  // likewise, from days since 1970-01-01

    // One section per item; bind(Fields&, const T&) fills it.
    template <class T, class Bind>
    void list(std::string_view name, const std::vector<T>& items, Bind bind) {
        if (is_shape()) {
            Fields item = nested();
            bind(item, T{});
            put_shape(name, std::move(item));
            return;
        }
        start_list(name, items.size());
        for (const T& item : items) {
            Fields fields = nested();
            bind(fields, item);
            append(name, std::move(fields));
        }
    }

    // A section that is there or not; bind(Fields&, const T&) fills it.
    template <class T, class Bind>
    void group(std::string_view name, bool present, const T& value, Bind bind) {
        Fields fields = nested();
        if (is_shape() || present) {
            bind(fields, value);
        }
        put_group(name, is_shape() || present, std::move(fields));
    }

  private:
    friend class Template;
    struct Impl;

    Fields nested() const;
    void put_shape(std::string_view name, Fields item);
    void start_list(std::string_view name, std::size_t size);
    void append(std::string_view name, Fields item);
    void put_group(std::string_view name, bool present, Fields fields);

    std::unique_ptr<Impl> impl_;
};

// One page in one language. Safe to render from several threads.
//
// Beside Mustache's {{name}}, {{#name}}, {{^name}}, {{/name}}, {{> partial}} and {{! comment}}, a
// template has, all resolved when it loads:
//   [[words]]                    the words in the language; French is what stands there
//   [[#count|one|many]]          a counted phrase, on a field set by Fields::number
//   @icon(name) @icon(name flip) an icon drawn in place
//   @static(file)                the address of an asset
//   @/path                       a path of this site in the page's language
//   @lang                        the language's code
class Template {
  public:
    // Throws TemplateError if the template breaks a rule or names a field that `shape` does not
    // have.
    Template(std::string_view name, const TemplateSources& sources, const Catalogue& words,
             const Fields& shape);
    ~Template();
    Template(Template&&) noexcept;
    Template& operator=(Template&&) noexcept;

    std::string render(const Fields& fields) const;

  private:
    struct Compiled;
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace imaginons::http
