using System.Text;
using System.Text.Unicode;

namespace Postroom.Security;

/// <summary>EXTERNAL: who the client is was shown below, by its certificate (RFC 4422 appendix A). Offered to whom that is true of.</summary>
/// <param name="certificates">Says whose a certificate is.</param>
public sealed class ExternalMechanism(ClientCertificates certificates) : ISaslMechanism
{
    /// <inheritdoc/>
    public string Name => "EXTERNAL";

    /// <inheritdoc/>
    public bool IsPossible(SaslContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return NamesOf(context).Count > 0;
    }

    /// <inheritdoc/>
    public ISaslExchange Start(SaslContext context) => new Exchange(this, context);

    private IReadOnlyList<string> NamesOf(SaslContext context) => context.Tls?.ClientCertificate is { } shown ? certificates.NamesOf(shown) : [];

    private CertificateLogin? LoginBy(SaslContext context, string name) =>
        context.Tls?.ClientCertificate is { } shown ? new CertificateLogin(certificates, shown, name) : null;

    private sealed class Exchange(ExternalMechanism mechanism, SaslContext context) : ISaslExchange
    {
        private const int MaxIdentityOctets = 1024;

        public async ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte>? response, CancellationToken cancellationToken)
        {
            if (response is not { } message)
                return SaslStep.Challenge(default); // the client speaks first
            // extern-resp = *( UTF8-char-no-nul ): whom to act as
            if (message.Length > MaxIdentityOctets || !Utf8.IsValid(message.Span) || message.Span.Contains((byte)0))
                return SaslStep.Malformed;
            (LoginAttempt attempt, string name) = await BeginAsync(cancellationToken).ConfigureAwait(false);
            bool isSomebodys = attempt.Account is not null;
            AuthenticationResult result = await context.Authenticator.ConcludeAsync(
                attempt, isSomebodys, Encoding.UTF8.GetString(message.Span), cancellationToken).ConfigureAwait(false);
            return SaslStep.End(isSomebodys
                ? result with { Certificate = mechanism.LoginBy(context, name) }
                : result with { Detail = "the certificate is no account's" });
        }

        // The first name that is an account.
        private async ValueTask<(LoginAttempt Attempt, string Name)> BeginAsync(CancellationToken cancellationToken)
        {
            LoginAttempt? attempt = null;
            foreach (string name in mechanism.NamesOf(context))
            {
                attempt = await context.Authenticator.BeginAsync(name, context.Origin, cancellationToken).ConfigureAwait(false);
                if (attempt.Account is not null)
                    return (attempt, name);
            }

            return (attempt ?? await context.Authenticator.BeginAsync("", context.Origin, cancellationToken).ConfigureAwait(false), "");
        }
    }
}
