// token-probe: gets one token with one of the library's credentials, over the library's own wire, from whatever server
// it is pointed at. The token itself is never printed.

#include <entralog/credential.hpp>
#include <entralog/credential/client_certificate.hpp>
#include <entralog/wire.hpp>

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace
{

namespace asio = boost::asio;

struct settings
{
    settings() = default;

    std::string authority;
    std::string ca;
    std::string tenant;
    std::string client_id;
    std::string secret_env;
    std::string certificate; ///< a PEM file
    std::string passphrase_env;
    entralog::assertion_signature algorithm = entralog::assertion_signature::ps256;
    bool send_chain = false;
    std::string scope = "https://graph.microsoft.com/.default";
    std::string assertion; ///< the file that the assertion goes to
};

/// The value of a field of a form, as it was sent: a JWT holds nothing that a form would escape.
std::string_view field_of(std::string_view form, std::string_view name)
{
    for (std::size_t at = 0; at < form.size();)
    {
        auto const field = form.substr(at, form.find('&', at) - at);
        if (field.starts_with(name) && field.substr(name.size()).starts_with('='))
            return field.substr(name.size() + 1);
        at += field.size() + 1;
    }
    return {};
}

/// Passes everything on, and remembers the last assertion that went by.
class observed_transport final : public entralog::transport
{
public:
    explicit observed_transport(entralog::transport& below)
        : below_(below)
    {
    }

    asio::awaitable<entralog::result<entralog::response_head>> exchange(
        entralog::request const& r, entralog::body_sink& sink) override
    {
        assertion = field_of(r.body, "client_assertion");
        return below_.exchange(r, sink);
    }

    std::string assertion;

private:
    entralog::transport& below_;
};

std::string from_environment(std::string const& name)
{
    auto const* const value = std::getenv(name.c_str());
    if (value == nullptr)
        throw std::runtime_error("the environment has no " + name);
    return value;
}

entralog::result<std::shared_ptr<entralog::credential>> credential_of(settings const& s)
{
    if (s.certificate.empty())
        return std::make_shared<entralog::client_secret>(s.tenant, s.client_id, from_environment(s.secret_env));
    entralog::certificate_options options;
    options.signature = s.algorithm;
    if (s.send_chain)
        options.chain = entralog::certificate_chain::sent;
    if (!s.passphrase_env.empty())
        options.passphrase = from_environment(s.passphrase_env);
    return entralog::client_certificate::from_file(s.tenant, s.client_id, s.certificate, options);
}

void declare_flags(CLI::App& app, settings& s)
{
    app.add_option("--authority", s.authority, "Base URL of the token endpoint")->required();
    app.add_option("--ca", s.ca, "The CA to trust besides the system's, PEM");
    app.add_option("--tenant", s.tenant, "The tenant's id or domain")->required();
    app.add_option("--client-id", s.client_id, "The application's id")->required();
    auto* const credential = app.add_option_group("credential");
    credential->add_option("--secret-env", s.secret_env, "The environment variable that holds the client secret");
    auto* const certificate = credential->add_option("--certificate", s.certificate, "Key and certificate, PEM");
    credential->require_option(1);
    app.add_option("--passphrase-env", s.passphrase_env, "The environment variable that holds the key's passphrase")
        ->needs(certificate);
    std::map<std::string, entralog::assertion_signature> const algorithms{
        {"PS256", entralog::assertion_signature::ps256}, {"RS256", entralog::assertion_signature::rs256}};
    app.add_option("--algorithm", s.algorithm, "How the assertion is signed, PS256 or RS256")
        ->transform(CLI::CheckedTransformer(algorithms))
        ->needs(certificate);
    app.add_flag("--send-chain", s.send_chain, "Send the certificate along")->needs(certificate);
    app.add_option("--scope", s.scope, "What the token is for")->capture_default_str();
    app.add_option("--assertion", s.assertion, "Write the client assertion that was sent to this file");
}

int run(settings const& s)
{
    asio::io_context io(1);
    entralog::wire_options options;
    options.tls.ca_file = s.ca;
    entralog::wire wire(io.get_executor(), options);
    observed_transport observed(wire);
    entralog::system_clock time;
    entralog::token_context context(observed, time);
    context.authority = entralog::split_url(s.authority).value().origin;
    context.scope = s.scope;

    auto const who = credential_of(s);
    if (!who)
    {
        std::cerr << "token-probe: " << who.error() << '\n';
        return 1;
    }
    auto done = co_spawn(io, (*who)->token(context), asio::use_future);
    io.run();
    auto const token = done.get();
    if (!s.assertion.empty())
        std::ofstream(s.assertion) << observed.assertion;
    if (!token)
    {
        std::cerr << "token-probe: " << token.error() << '\n';
        return 1;
    }
    std::cout << "ok " << token->secret.size() << '\n';
    return 0;
}

} // namespace

int main(int argc, char** argv)
try
{
    settings s;
    CLI::App app("Gets one token, and says how long it is.", "token-probe");
    declare_flags(app, s);
    CLI11_PARSE(app, argc, argv);
    return run(s);
}
catch (std::exception const& e)
{
    std::cerr << "token-probe: " << e.what() << '\n';
    return 1;
}
