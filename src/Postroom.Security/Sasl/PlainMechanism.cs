using System.Text;
using System.Text.Unicode;

namespace Postroom.Security;

/// <summary>PLAIN: name and password in one message (RFC 4616).</summary>
public sealed class PlainMechanism : ISaslMechanism
{
    /// <inheritdoc/>
    public string Name => "PLAIN";

    /// <inheritdoc/>
    public ISaslExchange Start(SaslContext context) => new Exchange(context);

    private sealed class Exchange(SaslContext context) : ISaslExchange
    {
        // RFC 4616 §2: up to 255 octets each must be taken; 1 KiB each is.
        private const int MaxIdentityOctets = 1024;

        public async ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte>? response, CancellationToken cancellationToken)
        {
            if (response is not { } message)
                return SaslStep.Challenge(default); // RFC 4616 §2: the client speaks first
            // message = [authzid] UTF8NUL authcid UTF8NUL passwd
            if (!TrySplit(message.Span, out Range authzid, out Range authcid, out Range passwd))
                return SaslStep.Malformed;
            return SaslStep.End(await context.Authenticator.CheckPasswordAsync(
                Encoding.UTF8.GetString(message[authcid].Span),
                Encoding.UTF8.GetString(message[authzid].Span),
                message[passwd],
                context.Origin,
                cancellationToken).ConfigureAwait(false));
        }

        private static bool TrySplit(ReadOnlySpan<byte> message, out Range authzid, out Range authcid, out Range passwd)
        {
            (authzid, authcid, passwd) = (default, default, default);
            int first = message.IndexOf((byte)0);
            int second = first < 0 ? -1 : message[(first + 1)..].IndexOf((byte)0) + first + 1;
            // No NUL, only one, or a third one (RFC 4616 §2: a NUL is never part of a name or password).
            if (first < 0 || second <= first || message[(second + 1)..].Contains((byte)0) || !Utf8.IsValid(message))
                return false;
            (authzid, authcid, passwd) = (..first, (first + 1)..second, (second + 1)..);
            return first <= MaxIdentityOctets && second - first - 1 is > 0 and <= MaxIdentityOctets && second + 1 < message.Length;
        }
    }
}
