using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Postroom.Security;

/// <summary>GSSAPI: a Kerberos ticket instead of a password (RFC 4752), and the service's own proof that it is the one the ticket is for.</summary>
/// <remarks>A principal <c>ali@EXAMPLE.ORG</c> of the service's realm is the account <c>ali@example.org</c>, or else <c>ali</c>; one with an instance
/// (<c>ali/admin</c>) and one of another realm is nobody.</remarks>
public sealed class GssapiMechanism : ISaslMechanism
{
    private readonly string _realm;
    private readonly Func<IKerberosContext> _start;

    /// <summary>For tickets of a service.</summary>
    public GssapiMechanism(KerberosService service)
        : this((service ?? throw new ArgumentNullException(nameof(service))).Realm, KerberosService.Start)
    {
    }

    internal GssapiMechanism(string realm, Func<IKerberosContext> start) => (_realm, _start) = (realm, start);

    /// <inheritdoc/>
    public string Name => "GSSAPI";

    /// <inheritdoc/>
    public ISaslExchange Start(SaslContext context) => new Exchange(this, context);

    private bool TryReadUser(string principal, [NotNullWhen(true)] out string? user)
    {
        user = null;
        int at = principal.LastIndexOf('@');
        // A backslash hides what is no separator; such users are none of ours.
        if (at <= 0 || principal[(at + 1)..] != _realm || principal.AsSpan(0, at).ContainsAny('/', '@', '\\'))
            return false;
        user = principal[..at];
        return true;
    }

    private sealed class Exchange(GssapiMechanism mechanism, SaslContext context) : ISaslExchange, IDisposable
    {
        private const byte NoLayer = 1; // RFC 4752 §3.3
        private const int MaxTokens = 4; // Kerberos needs one or two

        // InitialContextToken ::= [APPLICATION 0] { thisMech, ... } (RFC 2743 §3.1) with Kerberos's OID: what negotiates which mechanism to use,
        // or is another, must not come here (RFC 4752 §3.1).
        private static readonly byte[] Kerberos = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02];

        private readonly IKerberosContext _kerberos = mechanism._start();
        private Step _step;
        private int _tokens;

        private enum Step
        {
            Tokens,
            Acknowledgement,
            Layer,
        }

        public ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte>? response, CancellationToken cancellationToken)
        {
            if (response is not { } message)
                return ValueTask.FromResult(SaslStep.Challenge(default)); // RFC 4752 §3.1: the client speaks first
            return _step switch
            {
                Step.Tokens => AcceptAsync(message, cancellationToken),
                Step.Acknowledgement => message.IsEmpty ? OfferLayerAsync(cancellationToken) : ValueTask.FromResult(SaslStep.Malformed),
                _ => ConcludeAsync(message, cancellationToken),
            };
        }

        public void Dispose() => _kerberos.Dispose();

        private ValueTask<SaslStep> AcceptAsync(ReadOnlyMemory<byte> token, CancellationToken cancellationToken)
        {
            if (token.IsEmpty || (_tokens == 0 && !IsOfKerberos(token.Span)))
                return ValueTask.FromResult(SaslStep.Malformed);
            if (++_tokens > MaxTokens || !_kerberos.TryAccept(token.Span, out byte[] answer, out bool isComplete))
                return RefuseAsync(cancellationToken);
            if (!isComplete)
                return ValueTask.FromResult(SaslStep.Challenge(answer));
            _step = Step.Acknowledgement;
            return answer.Length > 0 ? ValueTask.FromResult(SaslStep.Challenge(answer)) : OfferLayerAsync(cancellationToken);
        }

        // RFC 4752 §3.2: the layers that we have as a bit-mask, then the longest message that we could take in one: none, as we have no layer.
        private ValueTask<SaslStep> OfferLayerAsync(CancellationToken cancellationToken)
        {
            _step = Step.Layer;
            return _kerberos.TryWrap([NoLayer, 0, 0, 0], out byte[] wrapped)
                ? ValueTask.FromResult(SaslStep.Challenge(wrapped))
                : RefuseAsync(cancellationToken);
        }

        private async ValueTask<SaslStep> ConcludeAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
        {
            // The layer chosen, the longest message that the client could take, whom to act as. The length says nothing to who has no layer.
            if (!_kerberos.TryUnwrap(response.Span, out byte[] message))
                return await RefuseAsync(cancellationToken).ConfigureAwait(false);
            if (message is not [var layer, _, _, _, .. var authzid] || !Utf8.IsValid(authzid) || authzid.Contains((byte)0))
                return SaslStep.Malformed;
            if (layer != NoLayer || !mechanism.TryReadUser(_kerberos.Principal, out string? user))
                return await RefuseAsync(cancellationToken).ConfigureAwait(false);
            LoginAttempt attempt = await BeginAsync(user, cancellationToken).ConfigureAwait(false);
            return SaslStep.End(await context.Authenticator.ConcludeAsync(
                attempt, isProven: true, Encoding.UTF8.GetString(authzid), cancellationToken).ConfigureAwait(false));
        }

        private async ValueTask<LoginAttempt> BeginAsync(string user, CancellationToken cancellationToken)
        {
            LoginAttempt attempt = await context.Authenticator.BeginAsync(
                $"{user}@{mechanism._realm.ToLowerInvariant()}", context.Origin, cancellationToken).ConfigureAwait(false);
            return attempt.Account is not null
                ? attempt
                : await context.Authenticator.BeginAsync(user, context.Origin, cancellationToken).ConfigureAwait(false);
        }

        // Of nobody: what counts is the address. It is as slow as any failed login.
        private async ValueTask<SaslStep> RefuseAsync(CancellationToken cancellationToken)
        {
            LoginAttempt attempt = await context.Authenticator.BeginAsync("", context.Origin, cancellationToken).ConfigureAwait(false);
            AuthenticationResult result = await context.Authenticator.ConcludeAsync(attempt, isProven: false, "", cancellationToken).ConfigureAwait(false);
            return SaslStep.End(result with { Detail = "the ticket was not taken" });
        }

        private static bool IsOfKerberos(ReadOnlySpan<byte> token)
        {
            if (token is not [0x60, var length, .. var content])
                return false;
            int more = length < 0x80 ? 0 : length & 0x7F; // DER's long form
            return more <= 4 && content.Length > more && content[more..].StartsWith(Kerberos);
        }
    }
}
