#pragma once

#include <entralog/credential.hpp>
#include <entralog/detail/config.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace entralog
{

/// One credential of a chain, and what to call it in errors.
struct chain_link
{
    template <std::derived_from<credential> Credential>
    chain_link(std::string n, std::shared_ptr<Credential> c)
        : name(std::move(n))
        , source(std::move(c))
    {
    }
    /// What a factory such as client_secret::from_environment() gave. Its error is the credential's: with
    /// errc::credential_unavailable the next one is tried, any other ends the search.
    chain_link(std::string n, result<std::shared_ptr<credential>> made)
        : name(std::move(n))
    {
        if (made)
            source = std::move(*made);
        else
            failure = std::move(made).error();
    }

    std::string name;
    std::shared_ptr<credential> source;
    std::optional<error> failure; ///< why there is no source
};

/// Several credentials, for a program that runs in several places: as the workload identity of a pod, as a virtual
/// machine, on a developer's own machine. They are tried in their order, and the rule is:
///   * one that is *unavailable* (errc::credential_unavailable: a variable, a file, an endpoint or a person is not
///   here)
///     makes way for the next;
///   * one that *failed* (it is here, and was refused, or its endpoint is down) ends the search. To go on as somebody
///     else would hide the mistake, and read with other permissions than were meant.
/// The first that gives a token is remembered and is from then on the only one. If none is available, the error is
/// errc::credential_unavailable and explains each of them.
class credential_chain final : public credential
{
public:
    explicit credential_chain(std::vector<chain_link> links)
        : links_(std::move(links))
    {
    }

    boost::asio::awaitable<result<access_token>> token(token_context const& context) override;

    /// The name of the one that worked, or empty.
    std::string chosen() const { return chosen_ ? links_[*chosen_].name : std::string(); }

private:
    std::vector<chain_link> links_;
    std::optional<std::size_t> chosen_;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/credential_chain.ipp>
#endif
