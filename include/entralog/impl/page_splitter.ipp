#pragma once

#include <entralog/detail/page_splitter.hpp>

#include <string>
#include <string_view>

namespace entralog::detail
{

ENTRALOG_DECL void page_splitter::start()
{
    auto* const sink = sink_;
    auto envelope = std::move(envelope_);
    auto pending = std::move(pending_);
    *this = page_splitter(*sink, max_envelope_);
    envelope_ = std::move(envelope);
    pending_ = std::move(pending);
    envelope_.clear();
    pending_.clear();
}

ENTRALOG_DECL result<void> page_splitter::write(std::string_view chunk)
{
    std::size_t i = 0;
    while (i < chunk.size())
    {
        switch (state_)
        {
        case state::before:
        case state::envelope:
        case state::after:
            if (auto r = take_envelope(chunk, i); !r)
                return r;
            break;
        case state::object:
            if (auto r = take_object(chunk, i); !r)
                return r;
            break;
        case state::other:
            if (auto r = take_other(chunk, i); !r)
                return r;
            break;
        default:
            if (auto r = take_elements(chunk, i); !r)
                return r;
        }
    }
    return {};
}

/// Copies the envelope until the `value` array begins. Whether the envelope is valid JSON is found out when it is
/// parsed, at the end.
ENTRALOG_DECL result<void> page_splitter::take_envelope(std::string_view chunk, std::size_t& i)
{
    while (i < chunk.size())
    {
        char const c = chunk[i++];
        if (state_ == state::before && c != '{')
        {
            // A byte order mark may be ignored (RFC 8259, section 8.1).
            if (std::string_view(" \t\r\n\xef\xbb\xbf").find(c) == std::string_view::npos)
                return error(errc::malformed_page, "the page is not a JSON object");
            continue;
        }
        if (envelope_.size() >= max_envelope_)
            return error(errc::malformed_page,
                "there are more than " + std::to_string(max_envelope_ / 1024) + " KiB around the records");
        envelope_ += c;
        if (in_string_)
        {
            if (escaped_)
                escaped_ = false;
            else if (c == '\\')
                escaped_ = true;
            else if (c == '"')
                in_string_ = false;
            continue;
        }
        switch (c)
        {
        case ' ':
        case '\t':
        case '\n':
        case '\r':
            continue;
        case '"':
            in_string_ = true;
            if (depth_ == 1)
                key_begin_ = envelope_.size() - 1;
            break;
        case ':':
            after_value_key_ = depth_ == 1 && std::string_view(envelope_).substr(key_begin_).starts_with("\"value\"");
            continue;
        case '{':
        case '[':
            if (c == '[' && after_value_key_)
            {
                if (has_value_)
                    return error(errc::malformed_page, "the page has two 'value' arrays");
                has_value_ = true;
                after_value_key_ = false;
                state_ = state::first_or_end;
                return {};
            }
            ++depth_;
            state_ = state_ == state::after ? state::after : state::envelope;
            break;
        case '}':
        case ']':
            if (depth_ > 0 && --depth_ == 0)
                state_ = state::after;
            break;
        default:
            break;
        }
        after_value_key_ = false;
    }
    return {};
}

ENTRALOG_DECL result<void> page_splitter::take_elements(std::string_view chunk, std::size_t& i)
{
    char const c = chunk[i];
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
    {
        ++i;
        return {};
    }
    if (c == ']' && state_ != state::next)
    {
        envelope_ += c;
        state_ = state::envelope;
        ++i;
        return {};
    }
    if (state_ == state::separator && c == ',')
    {
        state_ = state::next;
        ++i;
        return {};
    }
    // An object without a ',' before it is seen through: the service breaks off anywhere and puts an error there.
    unseparated_ = state_ == state::separator;
    if (unseparated_ && c != '{')
        return unseparated();
    if (c == ',' || c == ']' || c == '}' || c == ':')
        return error(errc::malformed_page, "the page has no record where one should be");
    // The element begins at i; its first byte is taken by whoever takes the rest.
    if (c == '{')
    {
        if (!unseparated_ && chunk.size() - i >= last_length_)
        {
            auto const length = sink_->element_in(chunk.substr(i));
            if (!length)
                return length.error();
            if (*length != 0)
            {
                last_length_ = *length;
                i += *length;
                state_ = state::separator;
                return {};
            }
        }
        state_ = state::object;
        nesting_ = nesting();
    }
    else
    {
        state_ = state::other;
        depth_ = 0;
        in_string_ = escaped_ = false;
    }
    return {};
}

ENTRALOG_DECL result<void> page_splitter::take_object(std::string_view chunk, std::size_t& i)
{
    auto const rest = chunk.substr(i);
    auto const length = nesting_.scan(rest);
    if (length != nesting::open)
    {
        i += length;
        return deliver(rest.substr(0, length));
    }
    i = chunk.size();
    if (pending_.size() + rest.size() > max_element_bytes)
        return error(errc::malformed_page, "the page has a record of more than 16 MiB");
    pending_ += rest;
    return {};
}

ENTRALOG_DECL result<void> page_splitter::take_other(std::string_view chunk, std::size_t& i)
{
    auto const begin = i;
    for (; i < chunk.size(); ++i)
    {
        char const c = chunk[i];
        if (in_string_)
        {
            if (escaped_)
                escaped_ = false;
            else if (c == '\\')
                escaped_ = true;
            else if (c == '"')
                in_string_ = false;
            continue;
        }
        if (c == '"')
            in_string_ = true;
        else if (c == '{' || c == '[')
            ++depth_;
        else if (depth_ > 0 && (c == '}' || c == ']'))
            --depth_;
        else if (depth_ == 0 && (c == ',' || c == ']'))
        {
            depth_ = 1; // back in the envelope's object
            return deliver(chunk.substr(begin, i - begin));
        }
    }
    if (pending_.size() + (i - begin) > max_element_bytes)
        return error(errc::malformed_page, "the page has a record of more than 16 MiB");
    pending_ += chunk.substr(begin);
    return {};
}

/// An element is complete; `tail` is the part of it in the present chunk.
ENTRALOG_DECL result<void> page_splitter::deliver(std::string_view tail)
{
    state_ = state::separator;
    last_length_ = pending_.size() + tail.size();
    auto r = result<void>();
    if (pending_.empty())
        r = sink_->element(tail);
    else
    {
        pending_ += tail;
        r = sink_->element(pending_);
        pending_.clear();
    }
    return r && unseparated_ ? result<void>(unseparated()) : r;
}

ENTRALOG_DECL error page_splitter::unseparated()
{
    return error(errc::malformed_page, "the page has neither ',' nor ']' after a record");
}

} // namespace entralog::detail
