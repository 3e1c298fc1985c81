// token-probe: gets tokens with one of the library's credentials, over the library's own wire, from whatever server it
// is pointed at. The tokens themselves are never printed.

#include <entralog/credential.hpp>
#include <entralog/credential/client_certificate.hpp>
#include <entralog/credential/device_code.hpp>
#include <entralog/credential/workload_identity.hpp>
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
    std::string federated_token; ///< a file
    bool device_code = false;
    int times = 1;
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

void show(entralog::device_code_prompt const& prompt)
{
    std::cout << "prompt " << prompt.user_code << ' ' << prompt.verification_uri << std::endl;
}

entralog::result<std::shared_ptr<entralog::credential>> credential_of(settings const& s)
{
    if (!s.secret_env.empty())
        return std::make_shared<entralog::client_secret>(s.tenant, s.client_id, from_environment(s.secret_env));
    if (!s.federated_token.empty())
        return std::make_shared<entralog::workload_identity>(s.tenant, s.client_id, s.federated_token);
    if (s.device_code)
        return std::make_shared<entralog::device_code>(s.tenant, s.client_id, show);
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
    credential->add_option("--federated-token", s.federated_token, "The file that a platform keeps a token in");
    credential->add_flag("--device-code", s.device_code, "A person signs in");
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
    app.add_option("--times", s.times, "How many tokens to get, one after the other")
        ->check(CLI::Range(1, 10))
        ->capture_default_str();
    app.add_option("--assertion", s.assertion, "Write the client assertion that was sent to this file");
}

/// One token; says how long it is, or what went wrong. True if there is one.
bool probe(asio::io_context& io, entralog::credential& who, entralog::token_context const& context)
{
    auto done = co_spawn(io, who.token(context), asio::use_future);
    io.restart();
    io.run();
    auto const token = done.get();
    if (token)
        std::cout << "ok " << token->secret.size() << std::endl;
    else
        std::cerr << "token-probe: " << token.error() << '\n';
    return token.has_value();
}

int run(settings const& s)
{
    auto const who = credential_of(s);
    if (!who)
    {
        std::cerr << "token-probe: " << who.error() << '\n';
        return 1;
    }
    asio::io_context io(1);
    entralog::wire_options options;
    options.tls.ca_file = s.ca;
    entralog::wire wire(io.get_executor(), options);
    observed_transport observed(wire);
    entralog::system_clock time;
    entralog::token_context context(observed, time);
    context.authority = entralog::split_url(s.authority).value().origin;
    context.scope = s.scope;

    bool going = true;
    for (int i = 0; going && i < s.times; ++i)
        going = probe(io, **who, context);
    if (!s.assertion.empty())
        std::ofstream(s.assertion) << observed.assertion;
    return going ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
try
{
    settings s;
    CLI::App app("Gets tokens, and says how long they are.", "token-probe");
    declare_flags(app, s);
    CLI11_PARSE(app, argc, argv);
    return run(s);
}
catch (std::exception const& e)
{
    std::cerr << "token-probe: " << e.what() << '\n';
    return 1;
}
