#pragma once

#include <mockserver/clock.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>

namespace graph_mock
{

/// Sign-ins that a device has begun and a person has not ended yet (RFC 8628). Safe to call from several threads.
class device_codes
{
public:
    struct started
    {
        started() = default;

        std::string device_code; ///< the client's secret
        std::string user_code;   ///< what the person types
    };

    /// What a device asks for.
    struct question
    {
        question(std::string app, std::string tenant, std::string scope_text)
            : app_id(std::move(app))
            , tenant_id(std::move(tenant))
            , scope(std::move(scope_text))
        {
        }

        std::string app_id;
        std::string tenant_id; ///< empty: any that knows the app
        std::string scope;
    };

    /// Who said yes.
    struct person
    {
        person(std::string tenant, std::string user)
            : tenant_id(std::move(tenant))
            , user_id(std::move(user))
        {
        }

        std::string tenant_id;
        std::string user_id;
    };

    /// What a code has come to.
    struct approval
    {
        approval(person somebody, std::string scope_text)
            : who(std::move(somebody))
            , scope(std::move(scope_text))
        {
        }

        person who;
        std::string scope;
    };

    explicit device_codes(std::chrono::seconds interval)
        : interval_(interval)
    {
    }

    /// When there are too many, the oldest is forgotten.
    started start(question asked, timestamp now);

    /// The app and tenant that a code is about; throws device_code_error when there is no such code, or not any more.
    question find(std::string_view user_code, timestamp now) const;
    void approve(std::string_view user_code, person who, timestamp now);
    void decline(std::string_view user_code, timestamp now);

    /// Throws for an approval that the rest of the request does not fit: the code stays good then.
    using check = std::function<void(approval const&)>;

    /// Gives the approval, once. Throws the oauth_error that tells the client to wait, to slow down or to give up, and
    /// whatever `fits` throws.
    approval redeem(std::string_view device_code, std::string_view app_id, timestamp now, check const& fits = {});

    std::chrono::seconds interval() const noexcept { return interval_; }

    static constexpr std::chrono::seconds lifetime{900}; ///< as Entra ID's
    static constexpr std::size_t most = 1000;

private:
    enum class state
    {
        pending,
        approved,
        declined
    };

    struct entry
    {
        explicit entry(question what)
            : asked(std::move(what))
            , who("", "")
        {
        }

        question asked;
        person who;
        started codes;
        timestamp expires{};
        timestamp next_poll{};
        std::chrono::seconds interval{};
        state decision = state::pending;
    };

    entry const& pending(std::string_view user_code, timestamp now) const;
    entry& pending(std::string_view user_code, timestamp now);

    std::chrono::seconds interval_;
    mutable std::mutex mutex_;
    std::list<entry> entries_; ///< oldest first
};

/// Why a code cannot be approved or declined, for the person who typed it.
struct device_code_error
{
    explicit device_code_error(std::string text)
        : message(std::move(text))
    {
    }

    std::string message;
};

} // namespace graph_mock
