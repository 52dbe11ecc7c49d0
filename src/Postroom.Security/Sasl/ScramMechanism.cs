using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Postroom.Security;

/// <summary>SCRAM: the client proves that it has the password, the server that it has the verifier, and neither shows it (RFC 5802, RFC 7677).</summary>
/// <remarks>The -PLUS form binds to the TLS channel (RFC 5929, RFC 9266): who sits in between cannot pass the exchange on.</remarks>
public sealed class ScramMechanism : ISaslMechanism
{
    private readonly ScramHash _hash;
    private readonly bool _binds;
    private readonly bool _isBindingOffered;
    private readonly Func<string> _nonce;

    /// <summary>One of the two forms.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="binds">True for -PLUS.</param>
    /// <param name="isBindingOffered">True if the server has a -PLUS form of any hash too: a client that says it saw none was deceived (RFC 5802 §6).</param>
    public ScramMechanism(ScramHash hash, bool binds, bool isBindingOffered)
        : this(hash, binds, isBindingOffered, static () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)))
    {
    }

    internal ScramMechanism(ScramHash hash, bool binds, bool isBindingOffered, Func<string> nonce) =>
        (_hash, _binds, _isBindingOffered, _nonce) = (hash, binds, isBindingOffered, nonce);

    /// <inheritdoc/>
    public string Name => _binds ? _hash.Mechanism + "-PLUS" : _hash.Mechanism;

    /// <summary>Both forms, the binding one first.</summary>
    public static IEnumerable<ISaslMechanism> WithAndWithoutBinding(ScramHash hash) =>
        [new ScramMechanism(hash, binds: true, isBindingOffered: true), new ScramMechanism(hash, binds: false, isBindingOffered: true)];

    /// <inheritdoc/>
    public bool IsPossible(SaslContext context) => !_binds || context.Tls is { CanBind: true };

    /// <inheritdoc/>
    public ISaslExchange Start(SaslContext context) => new Exchange(this, context);

    private sealed class Exchange(ScramMechanism mechanism, SaslContext context) : ISaslExchange
    {
        private ScramClientFirst? _first;
        private LoginAttempt _attempt = null!;
        private ScramOffer _offer = null!;
        private byte[] _binding = [];
        private string _nonce = "";
        private string _serverFirst = "";

        public async ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte>? response, CancellationToken cancellationToken)
        {
            if (response is not { } message)
                return SaslStep.Challenge(default); // RFC 5802 §5: the client speaks first
            return _first is null
                ? await BeginAsync(message, cancellationToken).ConfigureAwait(false)
                : await FinishAsync(_first, message, cancellationToken).ConfigureAwait(false);
        }

        private async ValueTask<SaslStep> BeginAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            // The plain form with "p=", or -PLUS without it, is no message of this mechanism (RFC 5802 §6).
            if (!ScramClientFirst.TryParse(message.Span, out ScramClientFirst? first) || mechanism._binds != first.BindingType is not null)
                return SaslStep.Malformed;
            _attempt = await context.Authenticator.BeginAsync(first.Name, context.Origin, cancellationToken).ConfigureAwait(false);
            if (first.DemandsExtension)
                return await RefuseAsync("extensions-not-supported", cancellationToken).ConfigureAwait(false);
            if (first.ThinksNoBinding && mechanism._isBindingOffered && context.Tls is { CanBind: true })
                return await RefuseAsync("server-does-support-channel-binding", cancellationToken).ConfigureAwait(false);
            if (first.BindingType is { } type)
            {
                if (context.Tls is null || !context.Tls.TryGetBinding(type, out byte[]? binding))
                    return await RefuseAsync("unsupported-channel-binding-type", cancellationToken).ConfigureAwait(false);
                _binding = binding;
            }

            _first = first;
            _offer = _attempt.Offer(mechanism._hash);
            _nonce = first.Nonce + mechanism._nonce();
            _serverFirst = string.Create(CultureInfo.InvariantCulture, $"r={_nonce},s={Convert.ToBase64String(_offer.Salt)},i={_offer.Iterations}");
            return SaslStep.Challenge(Encoding.UTF8.GetBytes(_serverFirst));
        }

        private async ValueTask<SaslStep> FinishAsync(ScramClientFirst first, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            if (!ScramClientFinal.TryParse(message.Span, out ScramClientFinal? final))
                return SaslStep.Malformed;
            if (!final.Binding.AsSpan().SequenceEqual([.. Encoding.UTF8.GetBytes(first.Header), .. _binding]))
                return await RefuseAsync("channel-bindings-dont-match", cancellationToken).ConfigureAwait(false);
            if (final.Nonce != _nonce)
                return await RefuseAsync("other-error", cancellationToken).ConfigureAwait(false);
            byte[] authMessage = Encoding.UTF8.GetBytes($"{first.Bare},{_serverFirst},{final.WithoutProof}");
            bool isProven = _offer.TryProve(authMessage, final.Proof, out byte[]? signature);
            AuthenticationResult result = await context.Authenticator.ConcludeAsync(
                _attempt, isProven, first.AuthorizationId, cancellationToken).ConfigureAwait(false);
            // A wrong password is told by the protocol's own NO at once, which the RFC leaves open (§5.1, "e"): mbsync never answers a challenge with an
            // error, and would wait until its time to log in is over.
            return result.IsSuccess ? SaslStep.End(result, ServerFinal($"v={Convert.ToBase64String(signature!)}")) : SaslStep.End(result);
        }

        // It counts as a failed login, so that it is as slow as any.
        private async ValueTask<SaslStep> RefuseAsync(string error, CancellationToken cancellationToken)
        {
            AuthenticationResult result = await context.Authenticator.ConcludeAsync(_attempt, isProven: false, "", cancellationToken).ConfigureAwait(false);
            return SaslStep.End(result with { Detail = error }, ServerFinal("e=" + error));
        }

        private static byte[] ServerFinal(string text) => Encoding.ASCII.GetBytes(text);
    }
}
